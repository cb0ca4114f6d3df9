//! Customers that the organization knows from its own deals, while somebody types (R202).

use jiff::tz::TimeZone;
use ortak_domain::policy::Action;
use ortak_domain::{CustomerProfile, Duns};

use super::filter::ListFilter;
use super::fit;
use crate::error::AppError;
use crate::port::{DealQuery, Sort, SortBy, Tab};
use crate::{App, Ctx, document, search};

/// Deals that are looked at.
const DEALS: usize = 50;

/// Customers of the country (any, when none is given) of deals within the caller's reach, each word of whose name that
/// is typed begins a word of it, or whose D-U-N-S number begins so; those of the latest deals first, without their
/// contacts. Nothing typed: none.
pub async fn known(
    app: &App,
    ctx: &Ctx,
    country: Option<&str>,
    typed: &str,
    limit: usize,
) -> Result<Vec<CustomerProfile>, AppError> {
    ctx.permit(Action::Create)?;
    let digits = Duns::digits(typed);
    let typed = digits.as_deref().unwrap_or(typed);
    let words = search::words(typed);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let country = country.map(str::to_owned).into_iter().collect();
    let filter = ListFilter { text: typed.replace('\0', " "), country, ..ListFilter::default() };
    let query = DealQuery {
        selection: filter.selection(ctx, Tab::All, &TimeZone::UTC),
        sort: Sort { by: SortBy::Updated, descending: true },
        position: None,
        limit: DEALS,
    };
    let mut found: Vec<CustomerProfile> = Vec::new();
    for record in app.workspace.deals(&ctx.viewer(), &query).await?.rows {
        let mut customer = document::parse(&record.document, record.assessment)?.customer;
        customer.team.clear();
        let numbered = customer.duns().zip(digits.as_deref());
        let numbered = numbered.is_some_and(|(duns, digits)| duns.starts_with(digits));
        let named = fit(&customer.name, &words).is_some();
        let same = |known: &CustomerProfile| known.name == customer.name && known.duns() == customer.duns();
        if (named || numbered) && found.len() < limit && !found.iter().any(same) {
            found.push(customer);
        }
    }
    Ok(found)
}
