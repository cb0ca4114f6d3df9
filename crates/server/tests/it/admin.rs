use std::io::Write as _;
use std::process::Stdio;

use crate::support::Ortak;

#[test]
fn organizations_are_made_listed_and_disabled() {
    let ortak = Ortak::new();
    let id = ortak.partner("d");
    ortak
        .run(&["admin", "organization", "create", "--name", "Vendor", "--kind", "vendor", "--data", "d"])
        .good();
    let list = ortak.run(&["admin", "organization", "list", "--json", "--data", "d"]).good().json();
    assert_eq!(list[0]["id"], "msft");
    assert_eq!(list[1]["id"], id);
    assert_eq!(list[1]["locations"][0]["mpnId"], "4567890");
    assert_eq!(list[1]["disabledAt"], serde_json::Value::Null);
    ortak.run(&["admin", "organization", "disable", &id, "--data", "d"]).good();
    let table = ortak.run(&["admin", "organization", "list", "--data", "d"]).good().stdout;
    assert!(table.contains("1234567") && table.contains("disabled 2"), "{table}");
    ortak.run(&["admin", "organization", "enable", &id, "--data", "d"]).good();
    let table = ortak.run(&["admin", "organization", "list", "--data", "d"]).good().stdout;
    assert!(!table.contains("disabled"), "{table}");
    ortak.run(&["admin", "organization", "disable", "nobody", "--data", "d"]).fails_with(1, &["nobody"]);
}

#[test]
fn what_there_is_already_is_named() {
    let ortak = Ortak::new();
    ortak.partner("d");
    let create = |more: &[&str]| {
        let args = ["admin", "organization", "create", "--data", "d", "--name", "Other"];
        ortak.run(&[&args[..], more].concat())
    };
    create(&["--kind", "partner", "--mpn-id", "1234567"]).fails_with(1, &["--mpn-id belongs to Contoso"]);
    let places = ["--kind", "partner", "--id", "1234567", "--location", "9=A", "--location", "1234567=B"];
    create(&places).fails_with(1, &["--id belongs to Contoso", "--location (number 2)"]);
    create(&["--kind", "vendor"]).good();
    create(&["--kind", "vendor", "--id", "v2"]).fails_with(1, &["one vendor, and that is Other"]);
    create(&["--kind", "partner", "--id", "msft"]).fails_with(1, &["the id msft already"]);
    create(&["--kind", "partner", "--location", "1=A", "--location", "1=B"])
        .fails_with(1, &["two locations have the same partner number"]);
}

#[test]
fn every_wrong_field_is_named_by_its_flag() {
    let ortak = Ortak::new();
    let args = ["admin", "organization", "create", "--name", "", "--data", "d"];
    ortak
        .run(
            &[&args[..], &["--kind", "x", "--currency", "XXQ", "--location", "7", "--location", "8=A,XX"]]
                .concat(),
        )
        .fails_with(
            1,
            &["--kind must be", "--currency must be", "--location (number 1)", "--location (number 2)"],
        );
    ortak
        .run(&[&args[..], &["--kind", "partner", "--mpn-id", "x", "--country", "XX"]].concat())
        .fails_with(1, &["--name is required", "--mpn-id must be", "--country must be"]);
    ortak.partner("d");
    let person = |organization: &str, role: &str, email: &str| {
        ortak.run(&[
            "admin",
            "person",
            "create",
            "--data",
            "d",
            "--name",
            "Ada",
            "--language",
            "de",
            "--location",
            "9",
            "--organization",
            organization,
            "--role",
            role,
            "--email",
            email,
        ])
    };
    person("9", "referrals_user", "a@b.example").fails_with(1, &["--organization is no organization"]);
    person("1234567", "king", "a@b.example").fails_with(1, &["--role must be one of partner_admin, "]);
    person("1234567", "vendor_seller", "ada").fails_with(
        1,
        &[
            "--role vendor_seller is no role of a partner",
            "--email must be",
            "--language",
            "--location (number 1)",
        ],
    );
}

#[test]
fn people_get_a_password_once() {
    let ortak = Ortak::new();
    ortak.partner("d");
    let args = [
        "admin",
        "person",
        "create",
        "--organization",
        "1234567",
        "--data",
        "d",
        "--name",
        "Ada",
        "--role",
        "referrals-user",
        "--location",
        "4567890",
        "--email",
    ];
    let made = ortak.run(&[&args[..], &["Ada@contoso.example", "--json"]].concat()).good().json();
    assert_eq!(made["password"].as_str().unwrap().len(), 24);
    assert_eq!(made["role"], "referrals_user");
    ortak.run(&[&args[..], &["ada@CONTOSO.example"]].concat()).fails_with(1, &["person with this e-mail"]);

    let mut command = ortak.command(&[&args[..], &["bo@contoso.example", "--password-stdin"]].concat());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"short\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("--password must have at least 10"));

    let told =
        ortak.run(&["admin", "person", "reset-second-factor", "ADA@contoso.example", "--data", "d"]).good();
    assert!(told.stdout.contains("with the password alone"), "{}", told.stdout);
    let invite = ["admin", "person", "invite", "--data", "d", "--organization", "1234567", "--name", "Can"];
    let invite = [&invite[..], &["--role", "referrals-user", "--email", "can@contoso.example"]].concat();
    ortak.run(&invite).good();
    let reset = ["admin", "person", "reset-second-factor", "can@contoso.example", "--data", "d"];
    let told = ortak.run(&reset).good().stdout;
    assert!(told.contains("has no password") && told.contains("reset-link can@contoso.example"), "{told}");
    assert_eq!(ortak.run(&[&reset[..], &["--json"]].concat()).good().json()["hasPassword"], false);
    ortak
        .run(&["admin", "person", "reset-second-factor", "no@body.example", "--data", "d"])
        .fails_with(1, &["no@body"]);
    ortak.run(&["admin", "person", "disable", "ADA@contoso.example", "--data", "d"]).good();
    let list = ortak
        .run(&["admin", "person", "list", "--organization", "1234567", "--json", "--data", "d"])
        .good()
        .json();
    assert_eq!(list.as_array().unwrap().len(), 2);
    assert!(list[0]["disabledAt"].is_string());
    assert!(list[0].get("password").is_none());
    ortak.run(&["admin", "person", "enable", "no@body.example", "--data", "d"]).fails_with(1, &["no@body"]);
}

#[test]
fn api_clients_get_a_secret_once() {
    let ortak = Ortak::new();
    ortak.partner("d");
    let args = ["admin", "api-client", "create", "--organization", "1234567", "--name", "sync", "--role"];
    let made = ortak.run(&[&args[..], &["referrals_admin", "--data", "d"]].concat()).good().stdout;
    assert!(made.contains("client secret (shown only now): "), "{made}");
    let made = ortak.run(&[&args[..], &["referrals_admin", "--json", "--data", "d"]].concat()).good().json();
    assert_eq!(made["clientSecret"].as_str().unwrap().len(), 43);
    let id = made["clientId"].as_str().unwrap();
    ortak.run(&["admin", "api-client", "disable", id, "--data", "d"]).good();
    let list = ortak.run(&["admin", "api-client", "list", "--json", "--data", "d"]).good().json();
    let disabled = list.as_array().unwrap().iter().filter(|client| client["disabledAt"].is_string()).count();
    assert_eq!((list.as_array().unwrap().len(), disabled), (2, 1));
    ortak.run(&["admin", "api-client", "disable", "x", "--data", "d"]).fails_with(1, &["API client"]);
}

#[test]
fn redirect_addresses_of_api_clients_are_shown_and_replaced() {
    let ortak = Ortak::new();
    ortak.partner("d");
    let create = ["admin", "api-client", "create", "--organization", "1234567", "--name", "CRM"];
    let made = ortak.run(&[&create[..], &["--role", "referrals_admin", "--data", "d", "--json"]].concat());
    let made = made.good().json();
    let id = made["clientId"].as_str().unwrap();
    assert!(made["lastUsedAt"].is_null());
    let redirects =
        |more: &[&str]| ortak.run(&[&["admin", "api-client", "redirects", id, "--data", "d"], more].concat());
    let none = "0 redirect addresses; it proves itself by its secret\n";
    assert_eq!(redirects(&[]).good().stdout, none);
    let uri = ["--uri", "https://crm.example/back", "--uri", "com.example.app:/back", "--public"];
    let set = redirects(&uri).good();
    assert!(set.stdout.ends_with("2 redirect addresses; it can keep no secret\n"), "{set:?}");
    let shown = redirects(&["--json"]).good().json();
    assert_eq!(shown["redirectUris"][1], "com.example.app:/back");
    redirects(&["--uri", "http://crm.example/"]).fails_with(1, &["--uri must begin with https"]);
    assert_eq!(redirects(&["--json"]).good().json(), shown, "what is refused changes nothing");
    assert_eq!(redirects(&["--clear"]).good().stdout, none);
    let list = ortak.run(&["admin", "api-client", "list", "--data", "d"]).good();
    assert!(list.stdout.contains("LAST USED") && list.stdout.contains("never"), "{list:?}");
    ortak
        .run(&["admin", "api-client", "redirects", "nobody", "--data", "d"])
        .fails_with(1, &["there is no API client with the id nobody"]);
}
