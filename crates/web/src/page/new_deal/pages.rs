//! The wizard's pages, one template for each step.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use ortak_app::error::AppError;
use ortak_app::port::SolutionShelf;
use ortak_app::referral::open::{self, NewDeal};
use ortak_app::workspace::{drafts, duplicates, people, solutions};
use ortak_domain::{Duns, OrganizationKind, Time, Violation, catalogue};
use uuid::Uuid;

use super::answers::{self, Catalogue, Ground, Offer};
use super::review::{Part, Problem, parts, told};
use super::step::{self, CONTACT, DUNS, SOLUTIONS, Step};
use super::suggest::{self, Choice};
use super::summary::Summary;
use super::{Asked, Draft};
use crate::deal::Contact;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::deals::Row;
use crate::reader::{Posted, Reader};
use crate::view::View;
use crate::{Web, amount, html};

/// How a page came to be shown.
#[derive(Debug, Default)]
pub(in crate::page) struct State {
    /// Errors are shown.
    pub check: bool,
    /// Errors that the answers alone don't tell.
    pub extra: Vec<Violation>,
    pub stale: bool,
    /// It answers a form that was not accepted.
    pub refused: bool,
}

/// What all pages of the wizard have.
pub(super) struct Frame {
    pub title: String,
    pub action: String,
    pub version: i64,
    /// None while nothing is saved.
    pub id: Option<Uuid>,
    pub saved_at: Option<Time>,
    pub marks: Vec<Mark>,
    pub back: Option<Step>,
    pub next: String,
    pub stale: bool,
    /// What the vendor is called.
    pub vendor: Option<String>,
    pub find: String,
    /// Open deals that may be the same.
    pub duplicates: Vec<Row>,
}

impl Frame {
    /// What else has become of the draft, and what to do.
    fn stale_text(&self, view: &View) -> String {
        let is_review = self.marks.iter().any(|mark| mark.current && mark.step == Step::Review);
        view.t(if is_review { "wizard-stale-review" } else { "wizard-stale-text" })
    }

    /// Where the panel of what the answers mean comes from.
    fn summary_path(&self) -> String {
        format!("/deals/drafts/{}/summary", self.id.unwrap_or_default())
    }
}

/// A step in the list of steps.
pub(super) struct Mark {
    pub step: Step,
    pub number: usize,
    pub name: String,
    pub current: bool,
    pub done: bool,
}

#[derive(Template)]
#[template(path = "page/new_deal/customer.html")]
struct CustomerPage<'a> {
    view: &'a View,
    frame: Frame,
    form: Form,
    countries: Vec<(String, String)>,
    found: Option<Vec<Choice>>,
}

#[derive(Template)]
#[template(path = "page/new_deal/details.html")]
struct DetailsPage<'a> {
    view: &'a View,
    frame: Frame,
    form: Form,
    locations: Vec<(String, String)>,
    currencies: Vec<(String, String)>,
    /// The estimated close is over.
    past: bool,
}

#[derive(Template)]
#[template(path = "page/new_deal/team.html")]
struct TeamPage<'a> {
    view: &'a View,
    frame: Frame,
    form: Form,
    rows: Vec<usize>,
    recent: Vec<Contact>,
}

#[derive(Template)]
#[template(path = "page/new_deal/solutions.html")]
struct SolutionsPage<'a> {
    view: &'a View,
    frame: Frame,
    form: Form,
    shelves: Vec<Shelf>,
    chosen: Vec<Tagged>,
    offers: Vec<Tagged>,
    shelf: &'static str,
}

/// A tab of solutions.
#[derive(Debug)]
pub(in crate::page) struct Shelf {
    pub word: &'static str,
    pub name: String,
    pub current: bool,
}

/// A solution to tick.
#[derive(Clone, Debug)]
pub(in crate::page) struct Tagged {
    pub value: String,
    pub name: String,
    pub by: String,
    pub tags: Vec<String>,
}

impl Tagged {
    pub fn of(offer: &Offer) -> Self {
        let entry = &offer.entry;
        Self {
            value: offer.value(),
            name: entry.solution.name.clone(),
            by: entry.organization_name.clone(),
            tags: entry.solution.tags.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "page/new_deal/help.html")]
struct HelpPage<'a> {
    view: &'a View,
    frame: Frame,
    form: Form,
    helps: Vec<(String, String)>,
    sharing: Sharing,
    partners: Vec<PartnerCard>,
    found: Option<Vec<Choice>>,
    currencies: Vec<(String, String)>,
    team: Vec<Contact>,
    summary: Summary,
}

/// What sharing needs of the customer (R203).
#[derive(Debug)]
struct Sharing {
    /// The contact as it is known; none: it is asked for.
    contact: Option<Contact>,
    /// What the contact is for.
    why: String,
    /// It needs a contact and consent whether or not it is shared.
    assessment: bool,
    /// The contact is shown whether or not help is asked for: nothing that is wrong is hidden.
    apart: bool,
    /// The customer's consent is asked for.
    asks_consent: bool,
}

impl Sharing {
    fn of(view: &View, frame: &Frame, form: &Form, new: &NewDeal, assessment: bool) -> Self {
        let is_wrong = form.error(CONTACT).is_some();
        let contact = new.deal.customer.team.first().filter(|contact| contact.is_complete() && !is_wrong);
        // Nobody asks for a contact, but one is begun.
        let begun = is_wrong && new.vendor.is_none() && !assessment;
        Self {
            contact: contact.map(Contact::of),
            why: match &frame.vendor {
                _ if assessment => view.t("wizard-contact-assessment"),
                Some(vendor) if !begun => view.t1("wizard-contact-for", "vendor", vendor.as_str()),
                _ => view.t("wizard-contact-begun"),
            },
            assessment,
            apart: assessment || begun,
            asks_consent: new.deal.consent.share_with_others != Some(true),
        }
    }
}

/// A partner to be asked.
#[derive(Debug)]
pub(in crate::page) struct PartnerCard {
    pub number: usize,
    /// Before the names of its fields.
    pub at: String,
    pub name: String,
    pub line: String,
    pub solutions: Vec<Tagged>,
    pub open: bool,
}

impl PartnerCard {
    pub fn field(&self, name: &str) -> String {
        format!("{}{name}", self.at)
    }
}

#[derive(Template)]
#[template(path = "page/new_deal/review.html")]
struct ReviewPage<'a> {
    view: &'a View,
    frame: Frame,
    problems: Vec<Problem>,
    parts: Vec<Part>,
    summary: Summary,
    /// The estimated close is over.
    past: bool,
}

pub(super) async fn page(
    web: &Web,
    reader: &Reader,
    ground: &Ground,
    draft: Draft,
    step: Step,
    asked: Asked,
    state: State,
) -> Result<Response, Failure> {
    let (app, ctx, view) = (&web.http.app, &reader.ctx, &reader.view);
    let new = answers::new_deal(view, &draft.fields, ground);
    let preview = open::preview(app, ctx, &new).await?;
    let mut problems = preview.problems.clone();
    for extra in &state.extra {
        if !problems.iter().any(|known| known.field == extra.field && known.code == extra.code) {
            problems.push(extra.clone());
        }
    }
    let shown: &[Violation] = if state.check { &problems } else { &[] };
    let form = super::form(view, &draft.fields, shown, step);
    let mut frame = frame(view, ground, &draft, step, &problems, &asked, &state);
    if matches!(step, Step::Customer | Step::Details | Step::Review) {
        frame.duplicates = duplicate_rows(web, reader, &draft.fields).await?;
    }
    let status = if state.refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let fields = &draft.fields;
    let rendered = match step {
        Step::Customer => {
            let found = suggest::customer_choices(app, ctx, view, fields, &asked.find).await?;
            let found = Some(found).filter(|_| !asked.find.is_empty());
            CustomerPage { view, frame, form, countries: view.countries(), found }.render()?
        }
        Step::Details => DetailsPage {
            view,
            frame,
            form,
            locations: ground.locations(ctx),
            currencies: amount::currencies(Some(ground.owner.organization.currency)),
            past: new.deal.details.closes_in_the_past(view.now),
        }
        .render()?,
        Step::Team => {
            let recent = people::recent(app, ctx, 8).await?;
            let there =
                |email: &str| new.deal.team.iter().any(|member| member.email.as_deref() == Some(email));
            let recent: Vec<Contact> =
                recent.iter().map(Contact::of).filter(|person| !there(&person.email)).collect();
            let rows = match fields.numbers("team") {
                none if none.is_empty() => vec![0],
                rows => rows,
            };
            TeamPage { view, frame, form, rows, recent }.render()?
        }
        Step::Solutions => {
            let shelf = SolutionShelf::parse(&asked.shelf).unwrap_or(first_shelf(ground));
            SolutionsPage {
                view,
                frame,
                form,
                shelves: shelves(view, ground, shelf),
                chosen: ground.catalogue.chosen(fields, SOLUTIONS).map(Tagged::of).collect(),
                offers: offers(app, ctx, ground, fields, shelf, &asked.find).await?,
                shelf: shelf.as_str(),
            }
            .render()?
        }
        Step::Help => {
            let found = suggest::partner_choices(app, ctx, view, fields, &asked.find).await?;
            let found = Some(found).filter(|_| !asked.find.is_empty());
            let cards = partner_cards(view, fields, &new, ground, &form);
            HelpPage {
                view,
                helps: helps(view, true),
                sharing: Sharing::of(view, &frame, &form, &new, preview.deal.assessment),
                partners: cards,
                found,
                currencies: amount::currencies(Some(ground.owner.organization.currency)),
                team: new.deal.team.iter().map(Contact::of).collect(),
                summary: Summary::of(view, &preview, ground),
                frame,
                form,
            }
            .render()?
        }
        Step::Review => {
            let problems = problems.iter().map(|problem| told(view, &draft, problem)).collect();
            let parts = parts(view, ground, fields, &new);
            ReviewPage {
                view,
                frame,
                problems,
                parts,
                summary: Summary::of(view, &preview, ground),
                past: new.deal.details.closes_in_the_past(view.now),
            }
            .render()?
        }
    };
    Ok((status, Html(rendered)).into_response())
}

fn frame(
    view: &View,
    ground: &Ground,
    draft: &Draft,
    step: Step,
    problems: &[Violation],
    asked: &Asked,
    state: &State,
) -> Frame {
    let open = |step: Step| problems.iter().any(|problem| Step::mending(&problem.field) == step);
    let marks = Step::ALL.into_iter().enumerate().map(|(i, one)| Mark {
        step: one,
        number: i + 1,
        name: step_name(view, one),
        current: one == step,
        done: one != step && one < draft.reached && !open(one),
    });
    let next = match step {
        Step::Review => view.t("wizard-create"),
        Step::Help => view.t("wizard-to-review"),
        _ => view.t1("wizard-next", "step", step_name(view, step.next())),
    };
    Frame {
        title: step_name(view, step),
        action: draft.path(step),
        version: draft.version,
        id: draft.saved_at.map(|_| draft.id),
        saved_at: draft.saved_at,
        marks: marks.collect(),
        back: step.previous(),
        next,
        stale: state.stale,
        vendor: ground.vendor.as_ref().map(|vendor| vendor.name.clone()),
        find: asked.find.clone(),
        duplicates: Vec::new(),
    }
}

pub(super) fn step_name(view: &View, step: Step) -> String {
    let id = format!("wizard-step-{}", step.as_str());
    if step == Step::Help { view.by_side(&id) } else { view.t(&id) }
}

/// Open deals that may be the same.
pub(super) async fn duplicate_rows(web: &Web, reader: &Reader, fields: &Fields) -> Result<Vec<Row>, Failure> {
    // As people write it, or as it is stored.
    let duns = fields.given(DUNS).map(|text| text.parse::<Duns>().map_or(text, |duns| duns.to_string()));
    let name = fields.text("customerProfile/name");
    let found = duplicates::find(&web.http.app, &reader.ctx, duns.as_deref(), name, 5).await?;
    Ok(found.into_iter().map(|row| Row::of(&reader.view, row)).collect())
}

fn first_shelf(ground: &Ground) -> SolutionShelf {
    if ground.vendor.is_some() { SolutionShelf::Own } else { SolutionShelf::Vendor }
}

/// The tabs that the reader has (R105, R206).
pub(in crate::page) fn shelves(view: &View, ground: &Ground, current: SolutionShelf) -> Vec<Shelf> {
    SolutionShelf::ALL
        .into_iter()
        .filter(|shelf| match shelf {
            SolutionShelf::Assessments => {
                let own = &ground.owner.organization;
                own.kind == OrganizationKind::Partner && own.assessments_approved
            }
            SolutionShelf::Own => ground.vendor.is_some(),
            SolutionShelf::Vendor | SolutionShelf::ThirdParty => true,
        })
        .map(|shelf| Shelf {
            word: shelf.as_str(),
            // The vendor's solutions are its own people's.
            name: match shelf {
                SolutionShelf::Vendor if view.is_vendor() => view.t("shelf-own"),
                SolutionShelf::ThirdParty => view.by_side("shelf-third-party"),
                shelf => view.t(&format!("shelf-{}", shelf.as_str())),
            },
            current: shelf == current,
        })
        .collect()
}

/// Solutions shown at once.
const OFFERS: usize = 40;

/// What is on the shelf and not chosen yet.
pub(in crate::page) async fn offers(
    app: &ortak_app::App,
    ctx: &ortak_app::Ctx,
    ground: &Ground,
    fields: &Fields,
    shelf: SolutionShelf,
    find: &str,
) -> Result<Vec<Tagged>, AppError> {
    let found = solutions::search(app, ctx, shelf, find, OFFERS).await?;
    let offers = found.into_iter().map(|entry| Offer { shelf, entry });
    let chosen: Vec<String> = ground.catalogue.chosen(fields, SOLUTIONS).map(Offer::value).collect();
    Ok(offers.filter(|offer| !chosen.contains(&offer.value())).map(|offer| Tagged::of(&offer)).collect())
}

/// Kinds of help; "none" first where it can be chosen.
pub(in crate::page) fn helps(view: &View, none: bool) -> Vec<(String, String)> {
    catalogue::ASSISTANCE_REQUEST_CODES
        .iter()
        .filter(|code| none || **code != "Unknown")
        .map(|code| ((*code).to_owned(), view.name_of("help", code)))
        .collect()
}

/// The solutions that a partner may bring: its own, and those of the deal.
pub(in crate::page) fn brought(
    catalogue: &Catalogue,
    partner: &str,
    deal: &Fields,
    chosen: &str,
) -> Vec<Tagged> {
    let own = catalogue.offers().iter().filter(|offer| {
        offer.shelf == SolutionShelf::ThirdParty && offer.entry.solution.organization_id.as_str() == partner
    });
    let assessment = |offer: &&Offer| offer.shelf != SolutionShelf::Assessments;
    let mut found: Vec<Tagged> = own.map(Tagged::of).collect();
    for offer in catalogue.chosen(deal, SOLUTIONS).filter(assessment).chain(catalogue.chosen(deal, chosen)) {
        if !found.iter().any(|known| known.value == offer.value()) {
            found.push(Tagged::of(offer));
        }
    }
    found
}

fn partner_cards(
    view: &View,
    fields: &Fields,
    new: &NewDeal,
    ground: &Ground,
    form: &Form,
) -> Vec<PartnerCard> {
    fields
        .numbers("partners")
        .into_iter()
        .zip(&new.partners)
        .map(|(number, invitation)| {
            let at = format!("partners/{number}/");
            let partner = fields.text(&format!("{at}organizationId"));
            let help = invitation.help.as_deref().map(|help| view.name_of("help", help));
            let value = invitation.value.zip(invitation.currency);
            let value = value.map(|(amount, currency)| view.money(&ortak_domain::Money { amount, currency }));
            let closes = invitation.closes_at.map(|at| view.day(at));
            let line: Vec<String> = [help, value, closes].into_iter().flatten().collect();
            PartnerCard {
                number,
                name: fields.given(&format!("{at}name")).unwrap_or_else(|| "—".to_owned()),
                line: line.join(" · "),
                solutions: brought(&ground.catalogue, partner, fields, &format!("{at}{SOLUTIONS}")),
                open: form.error(at.trim_end_matches('/')).is_some() || invitation.solutions.is_empty(),
                at,
            }
        })
        .collect()
}

/// The panel alone, of answers as they stand in the form: nothing is saved.
pub(super) async fn summary(
    Shared(web): Shared<Web>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (app, ctx, view) = (&web.http.app, &reader.ctx, &reader.view);
    let id: Uuid = id.parse().map_err(|_| Failure::NoSuchPage)?;
    let mut draft = Draft::of(&drafts::load(app, ctx, id).await?)?;
    step::merge(Step::Help, &mut draft.fields, &fields);
    let ground = Ground::of(app, ctx, &answers::meant(&draft.fields)).await?;
    let preview = open::preview(app, ctx, &answers::new_deal(view, &draft.fields, &ground)).await?;
    let summary = Summary::of(view, &preview, &ground);
    html(&SummaryPanel { view, summary, live: format!("/deals/drafts/{id}/summary") })
}

#[derive(Template)]
#[template(path = "page/new_deal/summary.html")]
pub(in crate::page) struct SummaryPanel<'a> {
    pub view: &'a View,
    pub summary: Summary,
    pub live: String,
}
