//! Export of exactly what a list shows, on all its pages, with the documented columns (R803). Rows are read page by
//! page, so that memory doesn't grow with the list.

use std::collections::VecDeque;

use futures_util::stream::{self, Stream};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ortak_domain::predicate::Predicate;
use ortak_domain::referral::Direction;
use ortak_domain::{Amount, OrganizationKind, ReferralId, Time, Violation};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

use super::bulk::MAX_DEALS;
use super::filter::{ListView, type_word};
use super::list::{self, may_look};
use super::row::{self, Loaded};
use super::table::{guarded, written};
use crate::error::AppError;
use crate::port::{DealQuery, Position};
use crate::{App, Ctx};

/// Rows read at a time.
const PAGE: usize = 500;
/// Rows of a worksheet, without the header.
pub const MAX_SHEET_ROWS: u64 = 1_048_575;
/// Characters of a worksheet's cell.
const MAX_CELL: usize = 32_767;

macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)+) => {
        /// A column of the export.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Column { $($(#[$doc])* $variant),+ }

        impl Column {
            /// In their documented order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The documented name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

columns! {
    ReferralId "Referral ID";
    CustomerCountry "Customer country";
    CustomerCity "Customer city";
    CustomerName "Customer name";
    CreatedOn "Referral creation date";
    DealType "Deal type";
    Direction "Deal direction";
    Currency "Deal currency";
    Value "Estimated deal value";
    /// Empty until there are rates.
    ValueUsd "Estimated deal value (USD)";
    SolutionIds "Solution IDs";
    SolutionNames "Solution names";
    PartnerNumber "Partner number";
    PartnerName "Partner name";
    /// The owner's own: its CRM id.
    DealId "Deal ID";
    EngagementId "Engagement ID";
    VendorDealId "Vendor deal ID";
    VendorCreatedOn "Vendor referral creation date";
    // The columns up to the approval are empty until there are registrations.
    ContactFirstName "Registration contact first name";
    ContactLastName "Registration contact last name";
    ContactEmail "Registration contact e-mail";
    ContactPhone "Registration contact phone";
    ContractCurrency "Contract currency";
    ContractValue "Contract value";
    ContractValueUsd "Contract value (USD)";
    ContractStart "Contract start date";
    ContractEnd "Contract end date";
    ContractSigned "Contract signed date";
    ContractType "Contract type";
    RegisteredSolutionId "Registered solution ID";
    RegisteredSolutionName "Registered solution name";
    RegisteredSolutionCurrency "Registered solution currency";
    RegisteredSolutionValue "Registered solution value";
    RegisteredSolutionValueUsd "Registered solution value (USD)";
    DeployedOn "Deployed on";
    PrimaryDeployment "Primary deployment";
    RegistrationCreatedOn "Registration creation date";
    RegistrationSubmittedOn "Registration submitted date";
    RegistrationDecidedOn "Registration approved/rejected date";
    FederalDeal "Federal deal";
    MarketplaceTransacted "Marketplace-transacted";
    MarketplaceDate "Marketplace transaction date";
    Status "Status";
    StatusReason "Status reason";
}

/// What is in a cell.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Empty,
    Text(String),
    Amount(Amount),
    Date(Date),
}

impl Cell {
    fn text(text: Option<&str>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::Empty, |text| Self::Text(text.to_owned()))
    }

    fn yes_or_no(yes: bool) -> Self {
        Self::Text(if yes { "yes" } else { "no" }.to_owned())
    }
}

/// What is exported, and how.
#[derive(Clone, Debug)]
pub struct Export {
    /// The list; the page doesn't matter.
    pub view: ListView,
    /// Only these of its deals, when somebody has selected some.
    pub only: Option<Vec<ReferralId>>,
    /// In which days are meant and written.
    pub zone: TimeZone,
    /// The words of the header, in the order of `Column::ALL`.
    pub header: Vec<String>,
}

impl Export {
    /// With the header in the words of `label`.
    pub fn new(view: &ListView, zone: TimeZone, label: impl Fn(Column) -> String) -> Self {
        Self {
            view: view.from_start(),
            only: None,
            zone,
            header: Column::ALL.iter().map(|column| label(*column)).collect(),
        }
    }

    fn query(&self, ctx: &Ctx) -> DealQuery {
        let mut selection = self.view.selection(ctx, &self.zone);
        if let Some(only) = &self.only {
            selection.predicate = Predicate::And(vec![selection.predicate, list::only(only)]);
        }
        DealQuery { selection, sort: self.view.sort, position: None, limit: PAGE }
    }
}

/// Reads the rows page by page.
struct Pages {
    app: App,
    ctx: Ctx,
    query: DealQuery,
    zone: TimeZone,
    done: bool,
}

impl Pages {
    fn new(app: &App, ctx: &Ctx, export: &Export) -> Result<Self, AppError> {
        if let Some(only) = export.only.as_ref().filter(|only| only.len() > MAX_DEALS) {
            return Err(Violation::too_many("deals", MAX_DEALS, only.len()).into());
        }
        let done = !may_look(ctx, export.view.tab)?;
        let query = export.query(ctx);
        Ok(Self { app: app.clone(), ctx: ctx.clone(), query, zone: export.zone.clone(), done })
    }

    /// None at the end.
    async fn next(&mut self) -> Result<Option<Vec<Vec<Cell>>>, AppError> {
        if self.done {
            return Ok(None);
        }
        let page = self.app.workspace.deals(&self.ctx.viewer(), &self.query).await?;
        self.done = !page.more;
        self.query.position = page.rows.last().map(|row| Position::After(row.place.clone()));
        let loaded = row::load(&self.app, &self.ctx, self.query.selection.tab, page.rows).await?;
        Ok(Some(loaded.iter().map(|deal| cells(deal, &self.zone)).collect()))
    }
}

fn cells(deal: &Loaded, zone: &TimeZone) -> Vec<Cell> {
    Column::ALL.iter().map(|column| cell(*column, deal, zone)).collect()
}

fn cell(column: Column, deal: &Loaded, zone: &TimeZone) -> Cell {
    let referral = &deal.referral;
    let day = |time: Time| Cell::Date(zone.to_datetime(time.timestamp()).date());
    let solutions = &referral.details.requirements.solutions;
    let address = &referral.customer.address;
    let tracking = &referral.origin.tracking;
    match column {
        Column::ReferralId => Cell::Text(referral.id.to_string()),
        Column::CustomerCountry => Cell::text(address.country.as_deref()),
        Column::CustomerCity => Cell::text(address.city.as_deref()),
        Column::CustomerName => Cell::text(Some(&referral.customer.name)),
        Column::CreatedOn => day(referral.created_at),
        Column::DealType => Cell::text(Some(type_word(deal.deal_type()))),
        Column::Direction => Cell::text(Some(match referral.direction {
            Direction::Incoming => "incoming",
            Direction::Outgoing => "outgoing",
        })),
        Column::Currency => Cell::text(referral.details.currency.map(ortak_domain::Currency::code)),
        Column::Value => referral.details.value.map_or(Cell::Empty, Cell::Amount),
        Column::SolutionIds => joined(solutions.iter().map(|solution| solution.id.as_str())),
        Column::SolutionNames => {
            joined(solutions.iter().map(|solution| solution.name.as_deref().unwrap_or(&solution.id)))
        }
        Column::PartnerNumber => Cell::text(referral.mpn_id.as_deref()),
        Column::PartnerName => Cell::text(Some(&referral.organization_name)),
        Column::DealId => Cell::text(referral.external_reference_id.as_deref()),
        Column::EngagementId => Cell::Text(referral.engagement_id.to_string()),
        Column::VendorDealId => Cell::text(tracking.vendor_deal_id.as_deref()),
        Column::VendorCreatedOn => {
            let vendors = deal.others.iter().rfind(|other| other.kind == OrganizationKind::Vendor);
            vendors.map_or(Cell::Empty, |vendor| day(vendor.view.created_at))
        }
        Column::FederalDeal => Cell::yes_or_no(tracking.federal_opportunity_id.is_some()),
        Column::Status => Cell::text(Some(referral.stage.substatus().as_str())),
        Column::StatusReason => Cell::text(referral.status_reason.as_deref()),
        Column::ValueUsd
        | Column::ContactFirstName
        | Column::ContactLastName
        | Column::ContactEmail
        | Column::ContactPhone
        | Column::ContractCurrency
        | Column::ContractValue
        | Column::ContractValueUsd
        | Column::ContractStart
        | Column::ContractEnd
        | Column::ContractSigned
        | Column::ContractType
        | Column::RegisteredSolutionId
        | Column::RegisteredSolutionName
        | Column::RegisteredSolutionCurrency
        | Column::RegisteredSolutionValue
        | Column::RegisteredSolutionValueUsd
        | Column::DeployedOn
        | Column::PrimaryDeployment
        | Column::RegistrationCreatedOn
        | Column::RegistrationSubmittedOn
        | Column::RegistrationDecidedOn
        | Column::MarketplaceTransacted
        | Column::MarketplaceDate => Cell::Empty,
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> Cell {
    Cell::text(Some(&parts.collect::<Vec<_>>().join("; ")))
}

/// The parts of a CSV file (RFC 4180), as they become ready. With a byte order mark old spreadsheets see that it is
/// UTF-8. Fails at once when the caller may not look into the list.
pub fn csv(
    app: &App,
    ctx: &Ctx,
    export: &Export,
    byte_order_mark: bool,
) -> Result<impl Stream<Item = Result<Vec<u8>, AppError>> + Send + 'static, AppError> {
    let pages = Pages::new(app, ctx, export)?;
    let mut first = if byte_order_mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    let header: Vec<_> = export.header.iter().map(|word| guarded(word)).collect();
    let header: Vec<&str> = header.iter().map(AsRef::as_ref).collect();
    first.extend(written(&[header])?);
    let ready = VecDeque::from([first]);
    Ok(stream::try_unfold((pages, ready), async |(mut pages, mut ready): (Pages, VecDeque<Vec<u8>>)| {
        if let Some(part) = ready.pop_front() {
            return Ok(Some((part, (pages, ready))));
        }
        let Some(rows) = pages.next().await? else { return Ok(None) };
        let rows: Vec<Vec<String>> =
            rows.into_iter().map(|row| row.into_iter().map(plain).collect()).collect();
        Ok(Some((written(&rows)?, (pages, ready))))
    }))
}

fn plain(cell: Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(&text).into_owned(),
        Cell::Amount(amount) => amount.to_string(),
        Cell::Date(day) => day.to_string(),
    }
}

/// An XLSX file: money as numbers, dates as dates. Texts are texts there, whatever they begin with.
pub async fn xlsx(app: &App, ctx: &Ctx, export: &Export) -> Result<Vec<u8>, AppError> {
    let mut pages = Pages::new(app, ctx, export)?;
    if !pages.done {
        let count = app.workspace.count_deals(&ctx.viewer(), &pages.query.selection).await?;
        if count > MAX_SHEET_ROWS {
            return Err(AppError::Conflict {
                code: "too_many_rows",
                message: format!("a worksheet holds {MAX_SHEET_ROWS} rows: narrow the list or export CSV"),
            });
        }
    }
    let header = export.header.clone();
    let mut sheet = blocking(move || Sheet::new(&header)).await?;
    while let Some(rows) = pages.next().await? {
        sheet = blocking(move || sheet.with(&rows)).await?;
    }
    blocking(move || sheet.workbook.save_to_buffer()).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, XlsxError> + Send + 'static,
) -> Result<T, AppError> {
    let result = tokio::task::spawn_blocking(work).await;
    let result = result.map_err(|error| AppError::Internal(format!("writing XLSX: {error}")))?;
    result.map_err(|error| AppError::Internal(format!("writing XLSX: {error}")))
}

/// A workbook whose rows go to a temporary file as they come.
struct Sheet {
    workbook: Workbook,
    next: u32,
    date: Format,
    amount: Format,
}

impl Sheet {
    fn new(header: &[String]) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (word, at) in header.iter().zip(0..) {
            sheet.write_string_with_format(0, at, fitting(word), &bold)?;
        }
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let amount = Format::new().set_num_format("#,##0.00##");
        Ok(Self { workbook, next: 1, date, amount })
    }

    fn with(mut self, rows: &[Vec<Cell>]) -> Result<Self, XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for row in rows {
            for (cell, at) in row.iter().zip(0..) {
                match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) => sheet.write_string(self.next, at, fitting(text))?,
                    // Spreadsheets count in doubles; the exact amount is in the CSV.
                    Cell::Amount(amount) => match amount.to_string().parse::<f64>() {
                        Ok(number) => sheet.write_number_with_format(self.next, at, number, &self.amount)?,
                        Err(_) => sheet.write_string(self.next, at, amount.to_string())?,
                    },
                    Cell::Date(day) => match excel_day(*day) {
                        Some(date) => sheet.write_datetime_with_format(self.next, at, &date, &self.date)?,
                        None => sheet.write_string(self.next, at, day.to_string())?,
                    },
                };
            }
            self.next += 1;
        }
        Ok(self)
    }
}

fn fitting(text: &str) -> String {
    text.chars().take(MAX_CELL).collect()
}

/// Spreadsheets know no day before 1900.
fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let (year, month, of_month) =
        (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, of_month).ok()
}
