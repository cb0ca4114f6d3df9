//! Lists: every documented query, paging, projection, and the refusals. What a query means is decided by the
//! in-memory evaluator.

use ortak_domain::{OrganizationId, Predicate};
use serde_json::{Value, json};

use crate::harness::{CONTOSO, Installation, REFERRALS, deal};
use crate::on_both;

/// Deals in several states, of several values, with and without what queries ask for.
async fn fill(ortak: &Installation) -> Vec<Value> {
    let mut all = Vec::new();
    for n in 0..24 {
        let mut body = deal(&format!("Deal {n:02}"));
        body["type"] = json!(if n % 2 == 0 { "Shared" } else { "Independent" });
        body["qualification"] = json!(if n % 3 == 0 { "None" } else { "SalesQualified" });
        body["details"]["dealValue"] = json!(n * 1_000);
        body["customerProfile"]["address"]["country"] = json!(if n % 4 == 0 { "US" } else { "DE" });
        if n % 5 == 0 {
            body["team"][0]["email"] = json!("r2d2@contoso.com");
        }
        ortak.clock.advance_seconds(60);
        let created = ortak.created("contoso", &body).await;
        if n % 6 == 0 {
            ortak
                .patch("contoso", created["id"].as_str().unwrap(), &json!({"substatus":"Won"}))
                .await
                .expect(200);
        }
        all.push(created);
    }
    let owner = ortak.owner(CONTOSO).await;
    for (n, qualification) in ["Direct", "SalesQualified", "SalesQualified"].into_iter().enumerate() {
        let mut body = deal(&format!("Incoming {n}"));
        body["id"] = json!(format!("c5fbb3b6-be74-4795-9fb5-4324c73fed{n:02}"));
        body["engagementId"] = json!(format!("65edc0b5-3485-41b7-a17e-dfa9ef4706{n:02}"));
        body["createdDateTime"] = json!("2026-11-21T00:00:00Z");
        body["status"] = json!("New");
        body["substatus"] = json!("Pending");
        body["type"] = json!(if n == 2 { "Shared" } else { "Independent" });
        body["qualification"] = json!(qualification);
        body["inviteContext"] = json!({"invitedBy":{"organizationId":"msft"}});
        body["customerProfile"]["address"]["country"] = json!("US");
        let referral = ortak_api::import::parse(&body, &owner).unwrap().remove(0).unwrap();
        ortak_app::referral::import::import(&ortak.app, "test", referral).await.unwrap();
    }
    all
}

fn ids(page: &Value) -> Vec<String> {
    page["value"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
}

/// The ids for which the evaluator says that the filter holds.
async fn expected(ortak: &Installation, filter: &str) -> Vec<String> {
    let predicate = parse(filter);
    let mut found = Vec::new();
    let heads = ortak.app.referrals.heads(None, 1_000).await.unwrap();
    let contoso = OrganizationId::new(CONTOSO).unwrap();
    for (_, head) in heads.into_iter().filter(|(organization, _)| *organization == contoso) {
        let referral = ortak_app::document::parse(&head.document, head.assessment).unwrap();
        if predicate.eval(&referral, false) {
            found.push(head.id.to_string());
        }
    }
    found.sort();
    found
}

fn parse(filter: &str) -> Predicate {
    ortak_api::parse_filter(filter).unwrap_or_else(|error| panic!("{filter}: {error:?}"))
}

/// The queries of 03-api B 9, as the wire has them.
const DOCUMENTED: &[&str] = &[
    "$select=id,status,customerProfile",
    "$filter=engagementId eq '65edc0b5-3485-41b7-a17e-dfa9ef470600'",
    "$filter=engagementId eq 65edc0b5-3485-41b7-a17e-dfa9ef470601",
    "$filter=status eq 'New' and qualification eq 'SalesQualified'",
    "$filter=customerProfile/address/country eq 'US' and direction eq 'Incoming'",
    "$orderby=createdDateTime desc",
    "$top=10&$filter=(type eq 'Shared' and direction eq 'Incoming')&$orderby=createdDateTime desc",
    "$top=10&$filter=(direction eq 'Incoming' and substatus eq 'Pending')&$orderby=createdDateTime desc",
    "$filter=status eq 'Active' and direction eq 'Outgoing' and type eq 'Shared' and team/any(t:t/email eq 'r2d2@contoso.com')&$orderby=createdDateTime desc",
    "%24orderby=createdDateTime+desc&%24top=100&%24skip=0&%24filter=status+eq+%27New%27+and+substatus+eq+%27Pending%27",
    "%24orderby=updatedDateTime+desc&%24top=50&%24skip=0&%24filter=status+eq+%27Active%27",
    "$filter=direction eq 'Incoming'&$top=200&$orderby=createdDateTime desc",
];

async fn every_documented_query_answers_what_it_means(ortak: Installation) {
    fill(&ortak).await;
    for query in DOCUMENTED {
        let page = ortak
            .get("contoso", &format!("{REFERRALS}?{}", query.replace(' ', "%20")))
            .await
            .expect(200)
            .json();
        let options: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .map(|(k, v)| (k.into_owned(), v.into_owned()))
            .collect();
        let option = |name: &str| options.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str());
        let wanted = expected(&ortak, option("$filter").unwrap_or("true")).await;
        assert!(!wanted.is_empty(), "{query} tests nothing");
        let mut found = ids(&page);
        found.sort();
        assert_eq!(found, wanted, "{query}");
        assert_eq!(page["@odata.count"], wanted.len(), "{query}");
        assert_eq!(page["@odata.context"], "https://ortak.example/v1.0/$metadata#Referrals");
        if let Some(order) = option("$orderby") {
            let key = order.split(' ').next().unwrap();
            let rows = page["value"].as_array().unwrap();
            let times: Vec<&str> = rows.iter().map(|r| r[key].as_str().unwrap()).collect();
            assert!(times.is_sorted_by(|a, b| a >= b), "{query}: {times:?}");
        }
        if query.starts_with("$select") {
            let first = page["value"][0].as_object().unwrap();
            assert_eq!(first.keys().collect::<Vec<_>>(), ["id", "status", "customerProfile"]);
        }
    }
}

async fn parameters_of_2018_filter_as_well(ortak: Installation) {
    fill(&ortak).await;
    let count = |query: &'static str| {
        let ortak = &ortak;
        async move {
            ortak.get("contoso", &format!("{REFERRALS}?{query}")).await.expect(200).json()["@odata.count"]
                .clone()
        }
    };
    assert_eq!(count("pageSize=20&self=true&status=new").await, 3);
    assert_eq!(count("engagementId=65edc0b5-3485-41b7-a17e-dfa9ef470600").await, 1);
    assert_eq!(count("invitedByOrganization=msft").await, 3);
    assert_eq!(count("filter=status%20eq%20%27New%27&top=1").await, 3);
    assert_eq!(count("$filter=email%20eq%20%27r2d2@contoso.com%27").await, 5);
    assert_eq!(count("$filter=substatus%20eq%20%27Error%27").await, 0);
    let page = ortak.get("contoso", &format!("{REFERRALS}?pageSize=2&status=new")).await.expect(200).json();
    let next = page["@odata.nextLink"].as_str().unwrap().strip_prefix("https://ortak.example").unwrap();
    assert_eq!(ortak.get("contoso", next).await.expect(200).json()["value"].as_array().unwrap().len(), 1);
}

async fn filters_mean_what_the_evaluator_says(ortak: Installation) {
    fill(&ortak).await;
    for filter in [
        "details/dealValue ge 5000 and details/dealValue lt 9000.5",
        "not (status eq 'Active') or details/dealValue gt 20000",
        "externalReferenceId eq null",
        "externalReferenceId ne 'x'",
        "status in ('New','Closed')",
        "contains(tolower(name),'DEAL 1') eq false or startswith(name,'Incoming')",
        "contains(tolower(name),tolower('DEAL 1'))",
        "endswith(customerProfile/name,'SE') and customerProfile/team/all(c:c/firstName eq 'Sabine')",
        "details/requirements/solutions/any(s:startswith(s/id,'SOL-') and s/type ne 'Category')",
        "target/any()",
        "not target/any()",
        "createdDateTime gt 2026-11-22T10:10:00Z and createdDateTime le '2026-11-22T10:20:00Z'",
        "updatedDateTime lt 2026-11-23",
        "expirationDateTime eq null and favorite eq false",
        "'SalesQualified' eq qualification",
        "salesStage eq '100' or salesStage eq null",
        "mpnId eq 6110000",
    ] {
        let Ok(_) = ortak_api::parse_filter(filter) else {
            // Comparing a condition is none of what is promised.
            ortak.list("contoso", &[("$filter", filter)]).await.expect(400);
            continue;
        };
        let page = ortak.list("contoso", &[("$filter", filter), ("$top", "1000")]).await.expect(200).json();
        let mut found = ids(&page);
        found.sort();
        assert_eq!(found, expected(&ortak, filter).await, "{filter}");
    }
}

async fn pages_are_stable_while_rows_are_inserted(ortak: Installation) {
    fill(&ortak).await;
    for order in [
        "createdDateTime desc",
        "createdDateTime",
        "details/dealValue desc,name",
        "expirationDateTime,updatedDateTime desc",
    ] {
        let first = ortak.list("contoso", &[("$orderby", order), ("$top", "5")]).await.expect(200).json();
        let before = first["@odata.count"].as_u64().unwrap();
        let mut seen = ids(&first);
        let mut next = first["@odata.nextLink"].as_str().map(str::to_owned);
        while let Some(link) = next {
            ortak.clock.advance_seconds(1);
            ortak.created("contoso", &deal("between")).await;
            let path = link.strip_prefix("https://ortak.example").expect("an absolute link");
            let page = ortak.get("contoso", path).await.expect(200).json();
            seen.extend(ids(&page));
            next = page["@odata.nextLink"].as_str().map(str::to_owned);
            assert!(seen.len() < 500);
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all, "{order}: a row came twice");
        assert!(all as u64 >= before, "{order}: a row was skipped");
    }
    // The link is bound to its query, and nobody else can make one.
    let page = ortak.list("contoso", &[("$top", "5")]).await.json();
    let link = page["@odata.nextLink"].as_str().unwrap();
    let token = link.split("skiptoken=").nth(1).unwrap();
    let other =
        ortak.list("contoso", &[("$filter", "status eq 'New'"), ("$skiptoken", token)]).await.expect(400);
    assert_eq!(other.fields(), ["$skiptoken: invalid_skiptoken"]);
    ortak.list("contoso", &[("$skiptoken", "AAAA")]).await.expect(400);
    // Another organization that follows the link sees its own rows.
    let stranger =
        ortak.get("fabrikam", link.strip_prefix("https://ortak.example").unwrap()).await.expect(200).json();
    assert_eq!(stranger["value"], json!([]));
}

async fn options_that_have_no_meaning_are_refused_with_their_place(ortak: Installation) {
    for (options, fields) in [
        (vec![("$filter", "colour eq 'red'")], "$filter: unknown_property"),
        (vec![("$filter", "status eq 'New' and")], "$filter: filter_syntax"),
        (vec![("$orderby", "colour")], "$orderby: unknown_property"),
        (vec![("$orderby", "team")], "$orderby: unknown_property"),
        (vec![("$select", "colour")], "$select: unknown_property"),
        (vec![("$top", "1001")], "$top: out_of_range"),
        (vec![("$top", "-1")], "$top: out_of_range"),
        (vec![("$skip", "many")], "$skip: out_of_range"),
        (vec![("$count", "maybe")], "$count: wrong_type"),
        (vec![("$apply", "aggregate")], "$apply: unknown_option"),
        (vec![("$top", "1"), ("$TOP", "2")], "$top: repeated_option"),
        (vec![("$filter", "name eq '\u{0}'")], "$filter: invalid_character"),
    ] {
        let answer = ortak.list("contoso", &options).await.expect(400);
        assert_eq!(answer.fields(), [fields], "{options:?}");
        assert!(!answer.json()["error"]["message"].as_str().unwrap().is_empty());
    }
    let long = format!("name eq '{}'", "x".repeat(8_000));
    assert_eq!(
        ortak.list("contoso", &[("$filter", &long)]).await.expect(400).fields(),
        ["$filter: filter_too_long"]
    );
    let deep = format!("{}name eq 'x'{}", "(".repeat(40), ")".repeat(40));
    assert_eq!(
        ortak.list("contoso", &[("$filter", &deep)]).await.expect(400).fields(),
        ["$filter: filter_too_deep"]
    );
    let wide = vec!["mpnId eq '1'"; 470].join(" or ");
    ortak.list("contoso", &[("$filter", &wide)]).await.expect(200);
    let all =
        ortak.list("contoso", &[("$top", "x"), ("$filter", "a eq 1"), ("$expand", "*"), ("mine", "1")]).await;
    assert_eq!(all.expect(400).fields().len(), 2);
}

async fn search_finds_words_in_any_case_and_without_accents(ortak: Installation) {
    for (name, notes) in
        [("İstanbul depo", "çok acil"), ("Berlin", "Lager für Köln"), ("Ankara", "istanbullu müşteri")]
    {
        let mut body = deal(name);
        body["details"]["notes"] = json!(notes);
        ortak.created("contoso", &body).await;
    }
    for (search, found) in [
        ("istanbul", vec!["Ankara", "İstanbul depo"]),
        ("ISTANBUL acil", vec!["İstanbul depo"]),
        ("koln", vec!["Berlin"]),
        ("310000000 lager", vec!["Berlin"]),
        ("tanbul", vec![]),
        ("\"quoted\" OR * NEAR(", vec![]),
    ] {
        let page = ortak.list("contoso", &[("$search", search)]).await.expect(200).json();
        let mut names: Vec<&str> =
            page["value"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, found, "{search}");
    }
    assert_eq!(
        ortak.list("contoso", &[("$search", "!!!")]).await.expect(400).fields(),
        ["$search: search_without_words"]
    );
}

async fn aliases_answer_the_same(ortak: Installation) {
    let created = ortak.created("contoso", &deal("alias")).await;
    let id = created["id"].as_str().unwrap();
    for path in [
        format!("/v1.0/engagements/referrals/{id}/"),
        format!("/v1.0/engagements/referrals/{id}//"),
        format!("/v1.0/engagments/referrals/{id}"),
        format!("/v1.0/referrals/{id}"),
        format!("/engagements/v1/referrals/{id}"),
    ] {
        assert_eq!(ortak.get("contoso", &path).await.expect(200).json(), created, "{path}");
    }
    for path in ["/v1.0/referrals", "/v1.0/engagments/referrals/", "/v1.0/engagements/referrals/?$top=0"] {
        assert_eq!(ortak.get("contoso", path).await.expect(200).json()["@odata.count"], 1, "{path}");
    }
    let patched = format!("/v1.0/engagements/referrals/{id}//");
    let body = json!([{"op":"replace","path":"/name","value":"by connector"}]).to_string();
    ortak.call("contoso", "PATCH", &patched, &[], body).await.expect(204);
    let csdl = ortak.get("", "/v1.0/$metadata").await.expect(200);
    assert!(csdl.text.contains("EntitySet Name=\"Referrals\""));
    let document = ortak.get("", "/openapi.json").await.expect(200).json();
    assert!(document["paths"]["/v1.0/engagements/referrals/{id}"]["patch"].is_object());
    let page = ortak.get("", "/docs/").await.expect(200);
    assert!(page.text.contains("swagger"), "{}", page.text);
}

on_both!(
    every_documented_query_answers_what_it_means,
    filters_mean_what_the_evaluator_says,
    parameters_of_2018_filter_as_well,
    pages_are_stable_while_rows_are_inserted,
    options_that_have_no_meaning_are_refused_with_their_place,
    search_finds_words_in_any_case_and_without_accents,
    aliases_answer_the_same,
);
