//! Changes to a referral. PATCH, PUT, merge patch, forms and connectors all become `ReferralChange`s at their
//! edge; one function applies them and judges the whole.

use serde_json::Value;

use super::sales_stage::SalesStage;
use super::stage::{Outcome, Reason, Stage, Substatus, TransitionError, Wanted};
use super::{Qualification, Referral, ReferralKind, Warning};
use crate::contact::Member;
use crate::customer::{Address, ProfileId};
use crate::money::{Amount, Currency};
use crate::programme::Programme;
use crate::solution::{Attribute, CatalogueId, Iot, Solution, Target};
use crate::time::Time;
use crate::violation::{Violation, Violations};

/// One wish of a writer. `None` clears a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferralChange {
    Name(Option<String>),
    ExternalReferenceId(Option<String>),
    CampaignId(Option<String>),
    ReferralProgram(Option<String>),
    StatusReason(Option<String>),
    /// Status and substatus of one document, judged together.
    Stage(Wanted),
    SalesStage(Option<SalesStage>),
    Kind(ReferralKind),
    Qualification(Qualification),
    Notes(Option<String>),
    Value(Amount),
    Currency(Currency),
    ClosesAt(Time),
    CustomerContacts(ListChange<Member>),
    CustomerSize(Option<String>),
    Team(ListChange<Member>),
    Solutions(ListChange<Solution>),
    Industries(ListChange<CatalogueId>),
    Products(ListChange<CatalogueId>),
    Services(ListChange<CatalogueId>),
    Offers(ListChange<Value>),
    SalesPlays(ListChange<Value>),
    Attributes(ListChange<Attribute>),
    Iot(Box<IotChange>),
    CustomerRequestedContact(Option<bool>),
    CustomerAction(Option<String>),
    Targets(Vec<Target>),
    VendorView(Option<bool>),
    ShareWithOthers(Option<bool>),
    ContactConsent(Option<bool>),
    VendorContactsPartners(Option<bool>),
    InviteNotes(Option<String>),
    AssistanceRequestCode(String),
    /// Written again by clients that PUT what they read; a difference is refused (R308).
    CustomerName(String),
    /// The parts that were written, by their name on the wire.
    CustomerAddress(Vec<(&'static str, Option<String>)>),
    CustomerIds(Vec<ProfileId>),
    Location(Option<String>),
}

/// A change of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListChange<T> {
    Replace(Vec<T>),
    Append(T),
}

/// The device details that were written; the others stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IotChange {
    pub customer_license_agreement_number: Option<Option<String>>,
    pub device_category: Option<Option<String>>,
    pub silicon_type: Option<Option<String>>,
    pub azure_certified_device: Option<bool>,
    pub attach_services: Option<bool>,
}

impl IotChange {
    fn apply(&self, iot: &mut Iot) {
        let texts = [
            (&self.customer_license_agreement_number, &mut iot.customer_license_agreement_number),
            (&self.device_category, &mut iot.device_category),
            (&self.silicon_type, &mut iot.silicon_type),
        ];
        for (written, text) in texts {
            if let Some(written) = written {
                text.clone_from(written);
            }
        }
        iot.azure_certified_device = self.azure_certified_device.unwrap_or(iot.azure_certified_device);
        iot.attach_services = self.attach_services.unwrap_or(iot.attach_services);
    }
}

impl<T: Clone> ListChange<T> {
    fn apply(&self, list: &mut Vec<T>) {
        match self {
            Self::Replace(items) => list.clone_from(items),
            Self::Append(item) => list.push(item.clone()),
        }
    }
}

/// The outcome of a change that the rules allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub referral: Referral,
    pub warnings: Vec<Warning>,
}

/// Why a change is refused; nothing has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The input is wrong: every reason at once.
    Invalid(Violations),
    /// The step is unknown to R301, or the referral is frozen (R311).
    Transition(TransitionError),
    /// The referral waits for an answer; only bookkeeping may change before it (R305, R308).
    NotAccepted { field: &'static str },
    /// The window for an answer has passed (R307); the referral is about to be closed as expired.
    WindowOver,
}

impl Referral {
    /// Applies all changes or none. `actor` joins the team when an invitation is accepted and nobody of the owner's
    /// is on it (R305).
    pub fn apply(
        &self,
        changes: &[ReferralChange],
        actor: &Member,
        now: Time,
        programme: &Programme,
    ) -> Result<Applied, Refusal> {
        let mut next = self.clone();
        let mut wanted = Wanted::default();
        let mut violations = Violations::new();
        for change in changes {
            next.take(change, &mut wanted, &mut violations);
        }
        let fields_changed = next != *self;
        if self.stage.is_terminal() {
            return self.keep_terminal(wanted, fields_changed, &violations);
        }
        let substatus = wanted.substatus(self.stage).unwrap_or_else(|violation| {
            violations.push(violation);
            None
        });
        next.check_against(self, &mut violations);
        if !violations.is_empty() {
            return Err(Refusal::Invalid(violations));
        }
        let mut warnings = Vec::new();
        if let Some(substatus) = substatus {
            if self.window_is_over(now) && substatus != self.stage.substatus() {
                return Err(Refusal::WindowOver);
            }
            next.step(self, substatus, actor, now, programme, &mut warnings)?;
        }
        if self.stage.status() == super::Status::New && next.stage.status() == super::Status::New {
            next.keep_until_accepted(self)?;
        }
        next.note_warnings(&mut warnings);
        if next != *self {
            next.updated_at = now;
        }
        Ok(Applied { referral: next, warnings })
    }

    fn take(&mut self, change: &ReferralChange, wanted: &mut Wanted, violations: &mut Violations) {
        use ReferralChange as C;
        match change {
            C::Name(name) => self.name.clone_from(name),
            C::ExternalReferenceId(id) => self.external_reference_id.clone_from(id),
            C::CampaignId(id) => self.campaign_id.clone_from(id),
            C::ReferralProgram(programme) => self.referral_program.clone_from(programme),
            C::StatusReason(reason) => self.status_reason.clone_from(reason),
            C::Stage(stage) => {
                wanted.status = stage.status.or(wanted.status);
                wanted.substatus = stage.substatus.or(wanted.substatus);
            }
            C::SalesStage(stage) => self.sales_stage = *stage,
            C::Kind(kind) => self.kind = *kind,
            C::Qualification(qualification) => self.qualification = *qualification,
            C::Notes(notes) => self.details.notes.clone_from(notes),
            C::Value(value) => self.details.value = Some(*value),
            C::Currency(currency) => self.details.currency = Some(*currency),
            C::ClosesAt(time) => self.details.closes_at = Some(*time),
            C::CustomerContacts(change) => change.apply(&mut self.customer.team),
            C::CustomerSize(size) => self.customer.size.clone_from(size),
            C::Team(change) => change.apply(&mut self.team),
            C::Solutions(change) => change.apply(&mut self.details.requirements.solutions),
            C::Industries(change) => change.apply(&mut self.details.requirements.industries),
            C::Products(change) => change.apply(&mut self.details.requirements.products),
            C::Services(change) => change.apply(&mut self.details.requirements.services),
            C::Offers(change) => change.apply(&mut self.details.requirements.offers),
            C::SalesPlays(change) => change.apply(&mut self.details.requirements.sales_plays),
            C::Attributes(change) => {
                change.apply(&mut self.details.requirements.additional_requirements.attributes);
            }
            C::Iot(change) => change.apply(&mut self.details.requirements.additional_requirements.iot),
            C::CustomerRequestedContact(yes) => self.details.customer_requested_contact = *yes,
            C::CustomerAction(action) => self.details.customer_action.clone_from(action),
            C::Targets(targets) => self.targets.clone_from(targets),
            C::VendorView(yes) => self.consent.vendor_view = *yes,
            C::ShareWithOthers(yes) => self.consent.share_with_others = *yes,
            C::ContactConsent(yes) => self.consent.contact = *yes,
            C::VendorContactsPartners(yes) => self.consent.vendor_contacts_partners = *yes,
            C::InviteNotes(notes) => self.invite.notes.clone_from(notes),
            C::AssistanceRequestCode(code) => self.invite.assistance_request_code.clone_from(code),
            C::CustomerName(name) => {
                if self.customer.name.trim() != name.trim() {
                    violations.push(Violation::immutable("customerProfile/name"));
                }
            }
            C::CustomerAddress(parts) => {
                if !parts.iter().all(|(name, value)| same_part(&self.customer.address, name, value.as_ref()))
                {
                    violations.push(Violation::immutable("customerProfile/address"));
                }
            }
            C::CustomerIds(ids) => {
                // A client that never learned the ids writes an empty list.
                if !ids.is_empty() && *ids != self.customer.ids {
                    violations.push(Violation::immutable("customerProfile/ids"));
                }
            }
            C::Location(location) => {
                if blank_is_none(location.as_ref()) != blank_is_none(self.mpn_id.as_ref()) {
                    violations.push(Violation::immutable("mpnId"));
                }
            }
        }
    }

    /// R311: a frozen referral may be written as it is, which changes nothing; anything else is refused.
    fn keep_terminal(
        &self,
        wanted: Wanted,
        fields_changed: bool,
        violations: &Violations,
    ) -> Result<Applied, Refusal> {
        let is = self.stage.substatus();
        let same_stage = matches!(wanted.substatus(self.stage), Ok(None)) || wanted.substatus == Some(is);
        if fields_changed || !same_stage || !violations.is_empty() {
            return Err(Refusal::Transition(TransitionError::Terminal { is }));
        }
        Ok(Applied { referral: self.clone(), warnings: Vec::new() })
    }

    /// What must hold of the changed record, compared with the one before.
    fn check_against(&self, before: &Self, violations: &mut Violations) {
        self.check(violations);
        if self.team.is_empty() && !before.team.is_empty() {
            violations.add("team", "team_required", "must keep at least one person");
        }
        if self.name.as_ref().is_none_or(|name| name.trim().is_empty()) && before.name.is_some() {
            violations.push(Violation::required("name"));
        }
        // R107: sharing is never undone. R203: nor is a consent, on which others may have acted.
        let consents = [
            (
                "consentToShareReferralWithMicrosoftSellers",
                before.consent.vendor_view,
                self.consent.vendor_view,
            ),
            (
                "consentToToShareInfoWithOthers",
                before.consent.share_with_others,
                self.consent.share_with_others,
            ),
            ("consentToContact", before.consent.contact, self.consent.contact),
        ];
        for (name, was, is) in consents {
            if was == Some(true) && is != Some(true) {
                violations.add(format!("consent/{name}"), "not_reversible", "can't be taken back once given");
            }
        }
        if before.assessment {
            self.check_assessment_against(before, violations);
        }
    }

    /// R105 and R303: the assessment stays, and its stages come in order.
    fn check_assessment_against(&self, before: &Self, violations: &mut Violations) {
        let id = |referral: &Self| {
            referral.details.requirements.solutions.iter().map(|s| s.id.clone()).collect::<Vec<_>>()
        };
        if id(self) != id(before) {
            violations.push(Violation::immutable("details/requirements/solutions"));
        }
        let step = |stage: Option<SalesStage>| stage.unwrap_or(SalesStage::Opened);
        let (was, is) = (step(before.sales_stage), step(self.sales_stage));
        if is != was && (!is.follows(was) || is == SalesStage::Won) {
            violations.add(
                "salesStage",
                "sales_stage_out_of_order",
                "the stages of a solution assessment come one after the other",
            );
        }
    }

    fn step(
        &mut self,
        before: &Self,
        substatus: Substatus,
        actor: &Member,
        now: Time,
        programme: &Programme,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), Refusal> {
        let reason = Reason::from_status_reason(self.status_reason.as_deref());
        let stage = before.stage.go(substatus, reason).map_err(Refusal::Transition)?;
        if stage == before.stage {
            return Ok(());
        }
        match stage {
            Stage::New(_) => {}
            Stage::Active => self.open(actor, now),
            Stage::Closed(outcome) => self.close(before, outcome, now, programme, warnings)?,
        }
        self.stage = stage;
        Ok(())
    }

    fn open(&mut self, actor: &Member, now: Time) {
        self.accepted_at = Some(now);
        self.expires_at = None;
        self.sales_stage = self.sales_stage.or(Some(SalesStage::Opened));
        if self.own_team().is_empty() && !actor.is_empty() {
            self.team.push(actor.clone());
        }
    }

    fn close(
        &mut self,
        before: &Self,
        outcome: Outcome,
        now: Time,
        programme: &Programme,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), Refusal> {
        if outcome == Outcome::Won {
            if !self.stages_are_complete() {
                let mut violations = Violations::new();
                violations.add(
                    "substatus",
                    "assessment_stages_open",
                    "a solution assessment is won only after all four stages are complete",
                );
                return Err(Refusal::Invalid(violations));
            }
            if before.wins_early(now, programme) {
                warnings.push(Warning::WonWithin72Hours);
            }
            self.sales_stage = Some(SalesStage::Won);
        }
        self.closed_at = Some(now);
        self.expires_at = None;
        Ok(())
    }

    /// R305: before the answer only the recipient's own bookkeeping may change.
    fn keep_until_accepted(&self, before: &Self) -> Result<(), Refusal> {
        let checks = [
            ("name", self.name != before.name),
            ("details", self.details != before.details),
            ("salesStage", self.sales_stage != before.sales_stage),
            ("customerProfile", self.customer != before.customer),
            ("consent", self.consent != before.consent),
        ];
        checks
            .into_iter()
            .find_map(|(field, changed)| changed.then_some(field))
            .map_or(Ok(()), |field| Err(Refusal::NotAccepted { field }))
    }

    /// The warnings that hold for the record as it now is.
    pub fn note_warnings(&self, warnings: &mut Vec<Warning>) {
        if self.is_incomplete() && !self.stage.is_terminal() {
            warnings.push(Warning::IncompleteDeal);
        }
        if self.has_unknown_catalogue_id() {
            warnings.push(Warning::UnknownCatalogueId);
        }
    }

    /// R307: what the clock does to an unanswered invitation, and never before its time.
    pub fn expire(&self, now: Time) -> Result<Self, TransitionError> {
        let stage = self.stage.expire()?;
        if !self.window_is_over(now) {
            let (from, to) = (self.stage.substatus(), Substatus::Expired);
            return Err(TransitionError::Invalid { from, to });
        }
        Ok(Self { stage, closed_at: Some(now), updated_at: now, ..self.clone() })
    }

    /// R313: the programme itself declines a request, giving no reason of a seller's.
    pub fn decline_for_the_programme(&self, now: Time) -> Result<Self, TransitionError> {
        let stage = self.stage.decline(Reason::Unspecified)?;
        Ok(Self { stage, expires_at: None, closed_at: Some(now), updated_at: now, ..self.clone() })
    }
}

fn blank_is_none(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// Whether a part of an address was written as it is; blank, null and absent are the same.
fn same_part(address: &Address, name: &str, written: Option<&String>) -> bool {
    let is = match name {
        "addressLine1" => &address.address_line1,
        "addressLine2" => &address.address_line2,
        "city" => &address.city,
        "state" => &address.state,
        "postalCode" => &address.postal_code,
        "country" => &address.country,
        "region" => &address.region,
        _ => return false,
    };
    let (is, written) = (blank_is_none(is.as_ref()), blank_is_none(written));
    match (is, written) {
        (Some(is), Some(written)) if name == "country" => is.eq_ignore_ascii_case(written),
        (is, written) => is == written,
    }
}
