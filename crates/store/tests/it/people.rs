//! An app with a clock of its own, an organization and people in it, for tests of accounts.

use std::sync::Arc;

use ortak_app::account::admin::{self, NewPerson};
use ortak_app::account::people::AccessInput;
use ortak_app::account::session::{self, Device, Opened, Session, SignIn};
use ortak_app::account::vault::Vault;
use ortak_app::port::{Accounts as _, SystemIds};
use ortak_app::testing::FixedClock;
use ortak_app::{App, Ctx};
use ortak_domain::{OrganizationKind, Person, PersonId, Role};
use ortak_store::Store;

use crate::accounts::{company, partner, with_locations};
use crate::harness::{at, organization};

pub const PASSWORD: &str = "correct horse battery staple";
pub const ADA: &str = "ada@contoso.example";

pub struct Bench {
    pub app: App,
    pub clock: Arc<FixedClock>,
    pub store: Store,
}

impl Bench {
    /// Over whatever is there.
    pub fn bare(store: Store) -> Self {
        let clock = Arc::new(FixedClock::at(at(0)));
        let app = App::over(Arc::new(store.clone()), clock.clone(), Arc::new(SystemIds));
        let app = App { vault: Vault::new([7; 32]), ..app };
        Self { app, clock, store }
    }

    /// The vendor, and Contoso with two locations; nobody in them.
    pub async fn empty(store: Store) -> Self {
        store.create_organization(company("msft", OrganizationKind::Vendor, None)).await.unwrap();
        store.create_organization(with_locations(partner("contoso"), &["1", "2"])).await.unwrap();
        Self::bare(store)
    }

    /// With Ada, who administers Contoso.
    pub async fn new(store: Store) -> Self {
        let bench = Self::empty(store).await;
        bench.hire("contoso", ADA, Role::PartnerAdmin).await;
        bench
    }

    pub async fn hire(&self, owner: &str, email: &str, role: Role) -> Person {
        let person = NewPerson {
            organization_id: organization(owner),
            name: "Ada Kaya".to_owned(),
            email: email.to_owned(),
            phone: None,
            role,
            locations: Vec::new(),
            language: "tr".to_owned(),
            password: Some(PASSWORD.to_owned()),
        };
        admin::create_person(&self.app, person).await.unwrap()
    }

    pub async fn try_in(&self, email: &str, password: &str) -> SignIn {
        session::sign_in(&self.app, email, password, &device()).await.unwrap()
    }

    pub async fn opened(&self, email: &str) -> Opened {
        match self.try_in(email, PASSWORD).await {
            SignIn::SignedIn(opened) => opened,
            other => panic!("{other:?}"),
        }
    }

    pub async fn resolve(&self, token: &str) -> Option<Session> {
        session::resolve(&self.app, token).await.unwrap()
    }

    pub async fn sign_in(&self, email: &str) -> Session {
        let opened = self.opened(email).await;
        self.resolve(&opened.token).await.unwrap()
    }

    pub fn ctx(&self, session: &Session) -> Ctx {
        Ctx {
            principal: Arc::clone(&session.principal),
            request_id: "request-1".to_owned(),
            now: self.app.clock.now(),
            source: ortak_app::Source { address: "192.0.2.7".to_owned(), on_behalf: None },
        }
    }

    pub async fn person(&self, id: PersonId) -> Person {
        self.store.person(id).await.unwrap().unwrap().person
    }
}

pub fn device() -> Device {
    from("192.0.2.1")
}

pub fn from(address: &str) -> Device {
    Device {
        user_agent: "Browser\0 1.0 İ".to_owned(),
        address: address.to_owned(),
        previous: None,
        known: None,
    }
}

/// What a person may do, as it comes in.
pub fn access(role: &str, locations: &[&str]) -> AccessInput {
    let locations = locations.iter().map(|location| (*location).to_owned()).collect();
    AccessInput { role: role.to_owned(), locations }
}

/// Field and code of each field error.
pub fn problems<T: std::fmt::Debug>(result: Result<T, ortak_app::AppError>) -> Vec<(String, &'static str)> {
    match result.unwrap_err() {
        ortak_app::AppError::Invalid(violations) => {
            violations.into_iter().map(|violation| (violation.field, violation.code)).collect()
        }
        other => panic!("{other:?}"),
    }
}
