//! One installation with a vendor and partners, and browsers of people who are signed in.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Request, StatusCode};
use ortak_app::Ctx;
use ortak_app::account::admin;
use ortak_app::account::session::{self, Device, SignIn};
use ortak_app::account::vault::Vault;
use ortak_app::port::{
    PasskeyRecord, SolutionKind, SolutionRecord, SystemIds, WebhookAnswer, WebhookError, WebhookRequest,
    WebhookSender,
};
use ortak_app::referral::change::{Change, change};
use ortak_app::referral::create::{NewReferral, create};
use ortak_app::testing::FixedClock;
use ortak_app::webhook::Secrets;
use ortak_app::{Accounts as _, App};
use ortak_domain::customer::Address;
use ortak_domain::policy::PrincipalKind;
use ortak_domain::referral::{Details, ReferralChange, ReferralKind};
use ortak_domain::{
    Consent, Currency, CustomerProfile, OrganizationId, OrganizationKind, Principal, ReferralId, Role, Scope,
    Time, Violations,
};
use ortak_http::oidc::login::{LoginProvider, Logins};
use ortak_http::tokens::TokenSettings;
use ortak_http::{Http, LimitSettings, Limits, MasterKey, Tokens};
use ortak_store::{OpenOptions, Store};
use ortak_web::{Web, Webhooks};
use scraper::{Html, Selector};
use totp_rs::{Builder, Secret};
use tower::ServiceExt as _;
use uuid::Uuid;

pub const BASE: &str = "http://ortak.example";
pub const VENDOR: &str = "msft";
pub const CONTOSO: &str = "contoso";
pub const FABRIKAM: &str = "fabrikam";
pub const TAILSPIN: &str = "tailspin";
pub const PASSWORD: &str = "correct horse battery staple";

pub struct Installation {
    pub app: App,
    pub store: Store,
    pub clock: Arc<FixedClock>,
    router: Router,
    _folder: tempfile::TempDir,
}

impl Installation {
    /// The vendor Nordwind; Contoso with two locations, approved for assessments; Fabrikam; Tailspin, which has nothing
    /// to sell.
    pub async fn new() -> Self {
        Self::with_providers(Vec::new()).await
    }

    /// The same, where people may have their accounts at other issuers.
    pub async fn with_providers(providers: Vec<LoginProvider>) -> Self {
        Self::at(BASE, providers).await
    }

    /// The same as `new`, where people come by this address.
    pub async fn at(base: &str, providers: Vec<LoginProvider>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ortak.db").display().to_string();
        let store = Store::open(&path, &OpenOptions::default()).await.unwrap();
        store.database().migrate().await.unwrap();
        let clock = Arc::new(FixedClock::at("2026-11-22T10:00:00Z".parse::<Time>().unwrap()));
        let key = MasterKey::parse(&"07".repeat(32)).unwrap();
        let app = App::over(Arc::new(store.clone()), clock.clone(), Arc::new(SystemIds));
        let app = App { vault: Vault::new(key.derive("accounts")), ..app };
        let tokens = Tokens::load(app.clone(), &key, TokenSettings::new(base)).await.unwrap();
        let http = Http::new(app.clone(), tokens, Limits::new(LimitSettings::default()));
        let http = http.with_logins(Logins::new(providers, base, clock.clone()).unwrap());
        let webhooks =
            Webhooks { targets: Arc::new(Targets), secrets: Secrets::new(&key.derive("webhook secrets")) };
        let router = ortak_web::router(
            Web {
                http,
                webhooks,
                live: ortak_web::Live::default(),
                installation: installation(),
                styleguide: true,
            },
            Router::new(),
        );
        let installation = Self { app, store, clock, router, _folder: folder };
        installation.fill().await;
        installation
    }

    async fn fill(&self) {
        self.organization(VENDOR, "Nordwind", OrganizationKind::Vendor, &[]).await;
        self.organization(CONTOSO, "Contoso", OrganizationKind::Partner, &["6110000", "6190000"]).await;
        self.organization(FABRIKAM, "Fabrikam Integration", OrganizationKind::Partner, &["1200000"]).await;
        self.organization(TAILSPIN, "Tailspin", OrganizationKind::Partner, &["1300000"]).await;
        self.store.approve_assessments(&id(CONTOSO), true).await.unwrap();
        for (owner, solution, name, kind, tags) in [
            (CONTOSO, "SOL-1", "Warehouse robots", SolutionKind::Solution, vec!["IP co-sell"]),
            (FABRIKAM, "SOL-2", "Cranes", SolutionKind::Solution, vec![]),
            (VENDOR, "SOL-3", "Cloud", SolutionKind::Solution, vec![]),
            (VENDOR, "SA-1", "Migration assessment", SolutionKind::Assessment, vec![]),
        ] {
            let record = SolutionRecord {
                organization_id: id(owner),
                id: solution.to_owned(),
                name: name.to_owned(),
                kind,
                published: true,
                co_sell_ready: true,
                tags: tags.into_iter().map(str::to_owned).collect(),
            };
            self.store.save_solution(record).await.unwrap();
        }
    }

    /// A partner in which everything can be tried.
    pub async fn sandbox(&self, at: &str) {
        self.make(at, at, OrganizationKind::Partner, &["1400000"], true).await;
    }

    async fn organization(&self, at: &str, name: &str, kind: OrganizationKind, locations: &[&str]) {
        self.make(at, name, kind, locations, false).await;
    }

    async fn make(&self, at: &str, name: &str, kind: OrganizationKind, locations: &[&str], sandbox: bool) {
        let location = |mpn_id: &&str| admin::NewLocation {
            mpn_id: (*mpn_id).to_owned(),
            name: format!("{name} {mpn_id}"),
            country: "TR".to_owned(),
            city: None,
        };
        let new = admin::NewOrganization {
            id: Some(id(at)),
            name: name.to_owned(),
            kind,
            mpn_id: None,
            country: "TR".to_owned(),
            currency: Currency::USD,
            locations: locations.iter().map(location).collect(),
            sandbox,
        };
        admin::create_organization(&self.app, new).await.unwrap();
    }

    /// A private deal of an organization, opened by somebody of its own.
    pub async fn deal(&self, organization: &str, number: u32) -> ReferralId {
        self.deal_of(&Self::importer(organization), number).await
    }

    /// An application of an organization, which may do everything there.
    pub fn importer(organization: &str) -> Principal {
        Principal {
            kind: PrincipalKind::ApiClient,
            id: Uuid::from_u128(1),
            organization_id: id(organization),
            organization_kind: OrganizationKind::Partner,
            name: "Importer".to_owned(),
            email: String::new(),
            phone: None,
            role: Role::PartnerAdmin,
            scope: Scope::Global,
            realm: None,
        }
    }

    /// A request of whoever this is.
    pub fn ctx(&self, principal: Principal) -> Ctx {
        Ctx {
            principal: Arc::new(principal),
            request_id: "request-1".to_owned(),
            now: self.app.clock.now(),
            source: ortak_app::Source::default(),
        }
    }

    /// The same, opened by this one.
    pub async fn deal_of(&self, principal: &Principal, number: u32) -> ReferralId {
        let new = Self::new_deal(number, None);
        create(&self.app, &self.ctx(principal.clone()), new, None).await.unwrap().served.id
    }

    /// A private deal to be opened, at a location.
    pub fn new_deal(number: u32, mpn_id: Option<&str>) -> NewReferral {
        let customer = CustomerProfile {
            name: "Adatum".to_owned(),
            address: Address { country: Some("DE".to_owned()), ..Address::default() },
            ..CustomerProfile::default()
        };
        NewReferral {
            kind: ReferralKind::Independent,
            qualification: None,
            name: Some(format!("Deal {number}")),
            external_reference_id: None,
            campaign_id: None,
            referral_program: None,
            status_reason: None,
            sales_stage: None,
            mpn_id: mpn_id.map(str::to_owned),
            targets: Vec::new(),
            customer,
            consent: Consent { contact: Some(true), ..Consent::default() },
            details: Details {
                value: Some("50000".parse().unwrap()),
                currency: Some(Currency::USD),
                ..Details::default()
            },
            team: Vec::new(),
            invite_notes: None,
            assistance_request_code: None,
            favorite: false,
            engagement_id: None,
            organization: None,
            assume_currency: false,
            created_via: None,
            problems: Violations::new(),
        }
    }

    /// Gives a deal of an organization another value.
    pub async fn worth(&self, organization: &str, deal: ReferralId, amount: &str, currency: &str) {
        let ctx = self.ctx(Self::importer(organization));
        let changes = vec![
            ReferralChange::Value(amount.parse().unwrap()),
            ReferralChange::Currency(currency.parse().unwrap()),
        ];
        change(&self.app, &ctx, deal, &Change { changes, ..Change::default() }).await.unwrap();
    }

    /// The code that an authenticator application shows now.
    pub fn code(&self, secret: &str) -> String {
        let secret = Secret::try_from_base32(secret).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        totp.generate(u64::try_from(self.app.clock.now().unix_seconds()).unwrap()).to_string()
    }

    /// A browser of nobody yet, that keeps cookies.
    pub fn stranger(&self) -> Stranger<'_> {
        Stranger { installation: self, cookies: BTreeMap::new() }
    }

    async fn answer(&self, request: Request<Body>) -> (Page, Vec<String>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let header = |name: &str| {
            let values = response.headers().get_all(name).iter();
            values.map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        // Scripts are led on by a header of their own.
        let location = [header("location"), header("hx-redirect")].concat().concat();
        let (policy, cookies) = (header("content-security-policy").concat(), header("set-cookie"));
        let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        let text = String::from_utf8_lossy(&body).into_owned();
        let flash = cookies.iter().filter_map(|cookie: &String| cookie.split(';').next());
        let flash = flash.filter(|cookie| cookie.starts_with("ortak-flash=")).collect();
        (Page { status, location, policy, text, flash }, cookies)
    }

    /// Somebody who gave no phone number.
    pub async fn person_without_phone(&self, organization: &str, name: &str) {
        let new = admin::NewPerson {
            organization_id: id(organization),
            name: format!("{name} Kaya"),
            email: format!("{}@{organization}.example", name.to_lowercase()),
            phone: None,
            role: Role::ReferralsAdmin,
            locations: Vec::new(),
            language: "en".to_owned(),
            password: Some(PASSWORD.to_owned()),
        };
        admin::create_person(&self.app, new).await.unwrap();
    }

    /// Registers a passkey of somebody.
    pub async fn passkey(&self, email: &str) {
        let person = self.app.accounts.person_by_email(email).await.unwrap().unwrap().person;
        let record = PasskeyRecord {
            organization_id: person.organization_id,
            id: self.app.ids.random(),
            person_id: person.id,
            credential_id: format!("key of {email}"),
            name: "Work laptop".to_owned(),
            public_key: vec![1],
            counter: 0,
            created_at: self.app.clock.now(),
            used_at: None,
        };
        self.app.credentials.add_passkey(record).await.unwrap();
    }

    /// A browser of a new person, signed in.
    pub async fn person(&self, organization: &str, name: &str, role: Role) -> Browser<'_> {
        let email = format!("{}@{organization}.example", name.to_lowercase());
        let new = admin::NewPerson {
            organization_id: id(organization),
            name: format!("{name} Kaya"),
            email: email.clone(),
            phone: Some("+90 212 555 00 01".to_owned()),
            role,
            locations: Vec::new(),
            language: "en".to_owned(),
            password: Some(PASSWORD.to_owned()),
        };
        admin::create_person(&self.app, new).await.unwrap();
        let device = Device {
            user_agent: "test".to_owned(),
            address: "192.0.2.1".to_owned(),
            previous: None,
            known: None,
        };
        let SignIn::SignedIn(opened) = session::sign_in(&self.app, &email, PASSWORD, &device).await.unwrap()
        else {
            panic!("{email} can't sign in")
        };
        let csrf = session::resolve(&self.app, &opened.token).await.unwrap().unwrap().csrf;
        Browser { installation: self, cookie: format!("ortak-session={}", opened.token), csrf }
    }
}

pub fn id(text: &str) -> OrganizationId {
    OrganizationId::new(text).unwrap()
}

fn installation() -> ortak_web::Installation {
    ortak_web::Installation { zone: jiff::tz::TimeZone::UTC, vendor_id: id(VENDOR) }
}

pub struct Browser<'a> {
    installation: &'a Installation,
    cookie: String,
    csrf: String,
}

/// A browser that keeps the cookies it is given.
pub struct Stranger<'a> {
    installation: &'a Installation,
    cookies: BTreeMap<String, String>,
}

impl Stranger<'_> {
    pub async fn get(&mut self, path: &str) -> Page {
        let request = Request::builder().uri(path);
        self.send(request, Body::empty()).await
    }

    /// Sends a form with the secret of the page that it is on.
    pub async fn post(&mut self, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = page.attribute("meta[name=csrf]", "content").concat();
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.append_pair("csrf", &csrf).extend_pairs(fields).finish();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Page {
        let page = self.get("/sign-in").await.expect(200);
        self.post(&page, "/sign-in", &[("email", email), ("password", password)]).await
    }

    /// The cookies that it holds, by name.
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    async fn send(&mut self, request: http::request::Builder, body: Body) -> Page {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("accept", "text/html").header("cookie", cookies.join("; "));
        let (page, set) = self.installation.answer(request.body(body).unwrap()).await;
        for cookie in set {
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        page
    }
}

/// Lets every address of https be a target, and sends nothing.
#[derive(Debug)]
struct Targets;

#[async_trait]
impl WebhookSender for Targets {
    async fn send(&self, _: &WebhookRequest) -> Result<WebhookAnswer, WebhookError> {
        Err(WebhookError::Unreachable("nothing is sent here".to_owned()))
    }

    fn check_url(&self, url: &str) -> Result<(), String> {
        if url.starts_with("https://") { Ok(()) } else { Err("must begin with https".to_owned()) }
    }
}

pub type Pairs = Vec<(String, String)>;

/// A page, or where it leads.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub policy: String,
    pub text: String,
    /// The cookie with what has been done, for the page that comes next.
    flash: String,
}

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Page {
        let request = Request::builder().uri(path).header("accept", "text/html");
        self.send(request.header("cookie", &self.cookie).body(Body::empty()).unwrap()).await
    }

    /// Sends a form as it is.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &self.csrf)
            .extend_pairs(fields)
            .finish();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", &self.cookie);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a file from a form, with this secret instead of the session's where one is given.
    pub async fn upload(&self, path: &str, name: &str, content: &[u8], csrf: Option<&str>) -> Page {
        let csrf = csrf.unwrap_or(&self.csrf);
        let mut body = format!(
            "--part\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--part\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--part--\r\n");
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("accept", "text/html")
            .header("content-type", "multipart/form-data; boundary=part")
            .header("cookie", &self.cookie);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Opens a page from another of ours.
    pub async fn get_from(&self, path: &str, from: &str) -> Page {
        let request = Request::builder().uri(path).header("accept", "text/html");
        let request = request.header("referer", format!("{BASE}{from}")).header("cookie", &self.cookie);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form as scripts do, for a part of the page.
    pub async fn post_for_part(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("accept", "text/html")
            .header("hx-request", "true")
            .header("x-csrf", &self.csrf)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", &self.cookie);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a form that another site has made up: with the session, but without its secret.
    pub async fn post_from_elsewhere(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", &self.cookie);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Asks for a part of a page, as scripts do, after the session has ended; where it sends the browser.
    pub async fn part_too_late(&self, path: &str) -> Page {
        let request = Request::builder().uri(path).header("accept", "*/*").header("hx-request", "true");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Goes where a page leads, where it is told what has been done.
    pub async fn follow(&self, page: Page) -> Page {
        assert!(page.status.is_redirection(), "{}: {}", page.status, page.text);
        let request = Request::builder().uri(&page.location).header("accept", "text/html");
        let request = request.header("cookie", format!("{}; {}", self.cookie, page.flash));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form after the session has ended, from that page.
    pub async fn post_too_late(&self, path: &str) -> Page {
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("referer", format!("{BASE}{path}"));
        self.send(request.body(Body::from("go=next")).unwrap()).await
    }

    /// Fills in the page's form `id` and presses the button `go` of it.
    pub async fn fill(&self, page: &Page, id: &str, go: &str, answers: &[(&str, &str)]) -> Page {
        let (action, mut pairs) = page.form(id);
        for (name, value) in answers {
            let list = name.strip_suffix("[]");
            let name = list.unwrap_or(name);
            match pairs.iter_mut().find(|(of, _)| of == name).filter(|_| list.is_none()) {
                Some((_, old)) => (*value).clone_into(old),
                None => pairs.push((name.to_owned(), (*value).to_owned())),
            }
        }
        if !go.is_empty() {
            pairs.push(("go".to_owned(), go.to_owned()));
        }
        self.post_pairs(&action, &pairs).await
    }

    /// Sends the first form of a page with these values in the place of its own; boxes named `-name` are unticked.
    pub async fn save(&self, page: &Page, answers: &[(&str, &str)]) -> Page {
        let (action, mut pairs) = page.form_at("main form.form");
        for (name, value) in answers {
            if let Some(name) = name.strip_prefix('-') {
                pairs.retain(|(of, is)| of != name || is != value);
                continue;
            }
            match pairs.iter_mut().find(|(of, _)| of == name && name != &"tags") {
                Some((_, old)) => (*value).clone_into(old),
                None => pairs.push(((*name).to_owned(), (*value).to_owned())),
            }
        }
        self.post_pairs(&action, &pairs).await
    }

    async fn post_pairs(&self, action: &str, pairs: &Pairs) -> Page {
        let pairs = pairs.iter().filter(|(name, _)| name != "csrf");
        let pairs: Vec<(&str, &str)> = pairs.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(action, &pairs).await
    }

    async fn send(&self, request: Request<Body>) -> Page {
        self.installation.answer(request).await.0
    }
}

impl Page {
    /// A form's action and what it would post, but for its buttons.
    pub fn form(&self, id: &str) -> (String, Pairs) {
        self.form_at(&format!("form[id=\"{id}\"]"))
    }

    /// The same of the first form that a selector finds.
    pub fn form_at(&self, selector: &str) -> (String, Pairs) {
        let html = self.html();
        let form = html.select(&Selector::parse(selector).unwrap()).next();
        let form = form.unwrap_or_else(|| panic!("no form {selector} in {}", self.main()));
        let mut pairs = Vec::new();
        for field in form.select(&Selector::parse("input, select, textarea").unwrap()) {
            let Some(name) = field.attr("name").map(str::to_owned) else { continue };
            let value = match field.value().name() {
                "textarea" => Some(field.text().collect()),
                "select" => {
                    let options: Vec<_> = field.select(&Selector::parse("option").unwrap()).collect();
                    let chosen = options.iter().find(|option| option.attr("selected").is_some());
                    chosen.or(options.first()).and_then(|option| option.attr("value")).map(str::to_owned)
                }
                _ => match field.attr("type") {
                    Some("checkbox" | "radio") if field.attr("checked").is_none() => None,
                    _ => Some(field.attr("value").unwrap_or_default().to_owned()),
                },
            };
            pairs.extend(value.map(|value| (name, value)));
        }
        (form.attr("action").unwrap_or_default().to_owned(), pairs)
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.main());
        self
    }

    pub fn html(&self) -> Html {
        Html::parse_document(&self.text)
    }

    /// The texts of what a selector finds.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        let found = html.select(&selector);
        found.map(|element| squeezed(&element.text().collect::<String>())).collect()
    }

    pub fn main(&self) -> String {
        let main = self.all("main");
        main.first().cloned().unwrap_or_else(|| self.text.clone())
    }

    pub fn h1(&self) -> String {
        self.all("h1").concat()
    }

    pub fn attribute(&self, selector: &str, name: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        let found = html.select(&selector);
        found.filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    }

    /// Where the link of the page's main part that says this leads.
    pub fn href_of(&self, text: &str) -> String {
        let html = self.html();
        let link = Selector::parse("main a").unwrap();
        let found = html.select(&link).find(|link| squeezed(&link.text().collect::<String>()) == text);
        found.and_then(|link| link.attr("href")).unwrap_or_else(|| panic!("no link says {text}")).to_owned()
    }

    /// Fields with errors: each has its message beside it, and a link to it in the summary.
    pub fn errors(&self) -> Vec<String> {
        let links = self.attribute(".summary-errors a", "href");
        let fields: Vec<String> = links.iter().map(|link| link.trim_start_matches('#').to_owned()).collect();
        for field in &fields {
            let there = self.attribute(&format!("[id=\"{field}\"]"), "id");
            assert_eq!(there.len(), 1, "the link to {field} leads to one place");
        }
        fields
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
