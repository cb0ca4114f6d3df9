//! The types and rules of co-selling, without I/O.
//!
//! Everything here is a pure function of its arguments: the clock, ids and randomness are parameters. Rules
//! carry the numbers of the rule book (`docs/rules.md`), and tests are named after them (`r301_…`).

pub mod audit;
pub mod catalogue;
pub mod contact;
pub mod customer;
pub mod desk;
pub mod field;
pub mod id;
pub mod invitation;
pub mod merge;
pub mod money;
pub mod notification;
pub mod organization;
pub mod person;
pub mod policy;
pub mod predicate;
pub mod programme;
pub mod referral;
pub mod registration;
pub mod solution;
pub mod text;
pub mod time;
pub mod violation;
pub mod webhook;

pub use audit::{AuditActor, AuditEntry, AuditEvent, AuditKind, AuditSubject};
pub use contact::{ContactPreference, Member};
pub use customer::{Address, Consent, CustomerProfile, Duns, ProfileId};
pub use desk::Lane;
pub use field::{Collection, Field, FieldKind, ItemField};
pub use id::{ApiClientId, EngagementId, OrganizationId, PersonId, ReferralId};
pub use money::{Amount, Currency, Money};
pub use notification::NotificationEvent;
pub use organization::{Location, Organization, OrganizationKind, Sandbox, StageName};
pub use person::{ApiClient, Density, Person, Presentation, Role, Scope, Theme};
pub use policy::{Action, Decision, Principal, PrincipalKind, Visibility};
pub use predicate::Predicate;
pub use programme::Programme;
pub use referral::Referral;
pub use time::Time;
pub use violation::{Violation, Violations};
pub use webhook::WebhookEvent;
