//! One installation in memory of the test: real stores, a clock that stands still, callers of every role.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request, StatusCode};
use ortak_api::{Api, Webhooks};
use ortak_app::account::{admin, sign_in};
use ortak_app::notification::Post;
use ortak_app::port::{OrganizationRecord, SystemIds};
use ortak_app::testing::FixedClock;
use ortak_app::webhook::Secrets;
use ortak_app::{Accounts, App, Clock};
use ortak_domain::policy::PrincipalKind;
use ortak_domain::{Currency, OrganizationId, OrganizationKind, Principal, Role, Time};
use ortak_http::tokens::{TokenRequest, TokenSettings};
use ortak_http::{Http, LimitSettings, Limits, MasterKey, RequestLimit, Tokens};
use ortak_jobs::Worker;
use ortak_outbound::mail::{MailSettings, TlsMode};
use ortak_outbound::webhook::SenderSettings;
use ortak_outbound::{Guard, SignedSender, SigningKey, SmtpMailer};
use ortak_store::{OpenOptions, Store};
use ortak_testkit::postgres::TestDatabase;
use ortak_testkit::smtp::SmtpServer;
use serde_json::Value;
use tower::ServiceExt;

pub const BASE: &str = "https://ortak.example";
pub const REFERRALS: &str = "/v1.0/engagements/referrals";
pub const VENDOR: &str = "msft";
pub const CONTOSO: &str = "7d23e5ca-19dc-4eaa-aac8-5e6b559f0d1d";
/// Contoso's sandbox.
pub const SANDBOX: &str = "c0ffee00-19dc-4eaa-aac8-5e6b559f0d1d";
pub const FABRIKAM: &str = "355e66da-9f6c-43bb-a13a-0885ebaabd5c";

pub struct Installation {
    pub app: App,
    pub store: Store,
    pub clock: Arc<FixedClock>,
    pub worker: Worker,
    pub url: String,
    /// Takes the mails of the installation.
    pub post_office: SmtpServer,
    pub router: Router,
    pub http: Http,
    callers: BTreeMap<String, Principal>,
    _folder: tempfile::TempDir,
    _postgres: Option<TestDatabase>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {self:?}")).to_str().unwrap()
    }

    /// The inner code of an error.
    pub fn code(&self) -> String {
        self.json()["error"]["innerError"]["code"]
            .as_str()
            .unwrap_or_else(|| panic!("{}", self.text))
            .to_owned()
    }

    /// `field: code` of every field error.
    pub fn fields(&self) -> Vec<String> {
        let details = self.json()["error"]["innerError"]["details"].as_array().unwrap().clone();
        let line = |d: &Value| format!("{}: {}", d["field"].as_str().unwrap(), d["code"].as_str().unwrap());
        details.iter().map(line).collect()
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
}

/// Callers, by name: organization and role.
pub const CALLERS: &[(&str, &str, Role, &[&str])] = &[
    ("contoso", CONTOSO, Role::ReferralsAdmin, &[]),
    ("contoso-partner-admin", CONTOSO, Role::PartnerAdmin, &[]),
    ("contoso-izmir", CONTOSO, Role::ReferralsAdmin, &["6190000"]),
    ("contoso-user", CONTOSO, Role::ReferralsUser, &["6110000"]),
    ("fabrikam", FABRIKAM, Role::ReferralsAdmin, &[]),
    ("vendor", VENDOR, Role::ReferralsAdmin, &[]),
    ("vendor-seller", VENDOR, Role::VendorSeller, &[]),
    ("vendor-reviewer", VENDOR, Role::DealReviewer, &[]),
    ("vendor-programme", VENDOR, Role::ProgrammeAdmin, &[]),
    ("sandbox", SANDBOX, Role::PartnerAdmin, &[]),
];

/// The e-mail of the caller `contoso-user`.
pub const USER_EMAIL: &str = "Ufuk.Kaya@contoso.example";

impl Installation {
    pub async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ortak.db").display().to_string();
        Self::start(&path, folder, None, LimitSettings::default()).await
    }

    /// With a limit of one request a second.
    pub async fn limited() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ortak.db").display().to_string();
        let one = NonZeroU32::MIN;
        let requests = Some(RequestLimit { per_second: one, burst: one });
        Self::start(&path, folder, None, LimitSettings { requests }).await
    }

    /// None where there is no PostgreSQL.
    pub async fn on_postgres() -> Option<Self> {
        let database = ortak_testkit::postgres::test_database().await.unwrap()?;
        let url = database.url().to_owned();
        let folder = tempfile::tempdir().unwrap();
        Some(Self::start(&url, folder, Some(database), LimitSettings::default()).await)
    }

    async fn start(
        url: &str,
        folder: tempfile::TempDir,
        postgres: Option<TestDatabase>,
        limits: LimitSettings,
    ) -> Self {
        let store = Store::open(url, &OpenOptions::default()).await.unwrap();
        store.database().migrate().await.unwrap();
        let clock = Arc::new(FixedClock::at("2026-11-22T10:00:00Z".parse::<Time>().unwrap()));
        let post_office = SmtpServer::start().await.unwrap();
        let app = App::over(Arc::new(store.clone()), clock.clone(), Arc::new(SystemIds))
            .with_mailer(Arc::new(mailer(&post_office)));
        for (id, name, kind, locations) in [
            (VENDOR, "Microsoft", OrganizationKind::Vendor, vec![]),
            (CONTOSO, "Contoso Company", OrganizationKind::Partner, vec!["6110000", "6190000"]),
            (FABRIKAM, "Fabrikam", OrganizationKind::Partner, vec!["1200000"]),
            (SANDBOX, "Contoso sandbox", OrganizationKind::Partner, vec!["9900000"]),
        ] {
            organization(&app, id, name, kind, &locations).await;
        }
        let key = MasterKey::parse(&"07".repeat(32)).unwrap();
        let tokens = Tokens::load(app.clone(), &key, TokenSettings::new(BASE)).await.unwrap();
        let limits = Limits::new(limits);
        let http = Http::new(app.clone(), tokens, limits);
        let mut by_name = BTreeMap::new();
        for (name, organization, role, locations) in CALLERS {
            by_name.insert((*name).to_owned(), principal(&app, name, organization, *role, locations).await);
        }
        let signing = Arc::new(SigningKey::generate("Ortak", clock.now()).unwrap());
        let secrets = Secrets::new(&key.derive("webhook secrets"));
        let settings = SenderSettings {
            guard: Guard::new(["127.0.0.0/8".parse().unwrap()]),
            key: signing.clone(),
            secrets: secrets.clone(),
            certificate_url: format!("{BASE}/webhooks/v1/certificates/test.cer"),
            timeout: Some(std::time::Duration::from_secs(2)),
        };
        let sender = Arc::new(SignedSender::new(settings).unwrap());
        let certificate = ("test".into(), signing.certificate_pem().into());
        let webhooks = Webhooks { targets: sender.clone(), secrets, certificate };
        let post = Post::at(BASE, &key.derive("unsubscribe"));
        let api = Api::new(http.clone(), &key.derive("skiptoken"), webhooks, post.links.clone());
        let router = ortak_api::router(api);
        let worker = Worker { app: app.clone(), sender, post, base_url: BASE.to_owned() };
        Self {
            app,
            store,
            clock,
            worker,
            url: url.to_owned(),
            post_office,
            router,
            http,
            callers: by_name,
            _folder: folder,
            _postgres: postgres,
        }
    }

    pub async fn owner(&self, id: &str) -> OrganizationRecord {
        self.store.organization(&OrganizationId::new(id).unwrap()).await.unwrap().unwrap()
    }

    /// Adds a person of an organization as a caller.
    pub async fn join(&mut self, name: &str, organization: &str, role: Role, email: &str) {
        self.join_at(name, organization, role, email, &[]).await;
    }

    /// The same, limited to locations.
    pub async fn join_at(&mut self, name: &str, organization: &str, role: Role, email: &str, at: &[&str]) {
        let new = admin::NewPerson {
            organization_id: OrganizationId::new(organization).unwrap(),
            name: format!("{name} Kaya"),
            email: email.to_owned(),
            phone: Some("+90 212 000 00 00".to_owned()),
            role,
            locations: at.iter().map(|location| (*location).to_owned()).collect(),
            language: if role == Role::VendorSeller { "en" } else { "tr" }.to_owned(),
            password: None,
        };
        let id = admin::create_person(&self.app, new).await.unwrap().id.0;
        let principal = sign_in::principal(&self.app, PrincipalKind::Person, id).await.unwrap().unwrap();
        self.callers.insert(name.to_owned(), principal);
    }

    /// The id of the organization that the caller belongs to.
    pub fn callers_organization(&self, caller: &str) -> String {
        self.callers[caller].organization_id.to_string()
    }

    /// Calls as `caller` (empty: nobody).
    pub async fn call(
        &self,
        caller: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !caller.is_empty() {
            let principal = self.callers.get(caller).unwrap_or_else(|| panic!("no caller {caller}"));
            // People come through an application.
            let connector = self.callers.values().find(|known| known.kind == PrincipalKind::ApiClient);
            let client_id = &*connector.unwrap().id.to_string();
            let wanted = TokenRequest { principal, client_id, audience: "https://api.partner.microsoft.com" };
            let token = self.http.tokens.issue(wanted).unwrap().token;
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(to_bytes(body, 64 << 20).await.unwrap().to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    pub async fn get(&self, caller: &str, path: &str) -> Answer {
        self.call(caller, "GET", path, &[], Body::empty()).await
    }

    pub async fn list(&self, caller: &str, options: &[(&str, &str)]) -> Answer {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(options).finish();
        self.get(caller, &format!("{REFERRALS}?{query}")).await
    }

    pub async fn create(&self, caller: &str, body: &Value) -> Answer {
        self.call(caller, "POST", REFERRALS, &[], body.to_string()).await
    }

    /// Creates and returns the stored referral.
    pub async fn created(&self, caller: &str, body: &Value) -> Value {
        self.create(caller, body).await.expect(201).json()
    }

    pub async fn patch(&self, caller: &str, id: &str, body: &Value) -> Answer {
        self.call(caller, "PATCH", &at(id), &[], body.to_string()).await
    }
}

/// Sends to a mail server of the test.
pub fn mailer(server: &SmtpServer) -> SmtpMailer {
    SmtpMailer::new(&MailSettings {
        host: "127.0.0.1".to_owned(),
        port: server.address.port(),
        tls: TlsMode::None,
        login: None,
        from: "Ortak <ortak@vendor.example>".to_owned(),
        reply_to: None,
        certificates: None,
        timeout: Some(std::time::Duration::from_secs(2)),
    })
    .unwrap()
}

pub fn at(id: &str) -> String {
    format!("{REFERRALS}/{id}")
}

async fn organization(app: &App, id: &str, name: &str, kind: OrganizationKind, locations: &[&str]) {
    let location = |mpn_id: &&str| admin::NewLocation {
        mpn_id: (*mpn_id).to_owned(),
        name: format!("{name} {mpn_id}"),
        country: "TR".to_owned(),
        city: None,
    };
    let new = admin::NewOrganization {
        id: Some(OrganizationId::new(id).unwrap()),
        name: name.to_owned(),
        kind,
        mpn_id: None,
        country: "TR".to_owned(),
        currency: Currency::USD,
        locations: locations.iter().map(location).collect(),
        sandbox: id == SANDBOX,
    };
    admin::create_organization(app, new).await.unwrap();
}

async fn principal(app: &App, name: &str, organization: &str, role: Role, locations: &[&str]) -> Principal {
    let organization_id = OrganizationId::new(organization).unwrap();
    let locations = locations.iter().map(|l| (*l).to_owned()).collect();
    let (kind, id) = if role == Role::ReferralsUser {
        let new = admin::NewPerson {
            organization_id,
            name: "Ufuk Kaya".to_owned(),
            email: USER_EMAIL.to_owned(),
            phone: Some("+90 232 000 00 00".to_owned()),
            role,
            locations,
            language: "tr".to_owned(),
            password: None,
        };
        (PrincipalKind::Person, admin::create_person(app, new).await.unwrap().id.0)
    } else {
        let new = admin::NewApiClient { organization_id, name: name.to_owned(), role, locations };
        (PrincipalKind::ApiClient, admin::create_api_client(app, new).await.unwrap().0.id.0)
    };
    sign_in::principal(app, kind, id).await.unwrap().unwrap()
}

/// A complete deal.
pub fn deal(name: &str) -> Value {
    serde_json::json!({
        "name": name,
        "type": "Independent",
        "qualification": "SalesQualified",
        "customerProfile": {
            "name": "Adatum Chemie SE",
            "size": "10to50employees",
            "address": { "city": "Ludwigshafen", "postalCode": "67063", "country": "DE" },
            "ids": [{ "profileType": "Duns", "id": "310000000" }],
            "team": [{
                "firstName": "Sabine", "lastName": "Schreiber",
                "phoneNumber": "49 621 000", "email": "sabine.schreiber@adatum.example",
            }],
        },
        "consent": { "consentToToShareInfoWithOthers": true, "consentToContact": true },
        "details": {
            "notes": "İstanbul'daki depo için teklif",
            "dealValue": 50000.25,
            "currency": "EUR",
            "closingDateTime": "2027-03-31T00:00:00Z",
            "requirements": { "solutions": [{ "id": "SOL-1", "name": "Warehouse", "type": "Name" }] },
        },
        "team": [{
            "firstName": "Ada", "lastName": "Yılmaz",
            "phoneNumber": "+90 212 000 00 00", "email": "ada.yilmaz@contoso.example",
        }],
    })
}

/// Runs an async test on both databases.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::harness::Installation::on_sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(installation) = $crate::harness::Installation::on_postgres().await {
                    super::$name(installation).await;
                }
            })+
        }
    };
}
