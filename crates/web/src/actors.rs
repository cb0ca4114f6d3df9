//! Who did something, by name, as far as the reader's organization knows them.

use ortak_app::error::AppError;
use ortak_app::port::HistoryEvent;
use ortak_app::{App, Ctx};
use ortak_domain::{ApiClient, Person};

use crate::view::View;

/// The people and applications of the reader's organization.
pub(crate) struct Actors {
    people: Vec<Person>,
    clients: Vec<ApiClient>,
}

impl Actors {
    pub async fn of(app: &App, ctx: &Ctx) -> Result<Self, AppError> {
        let own = Some(&ctx.principal.organization_id);
        Ok(Self { people: app.accounts.people(own).await?, clients: app.accounts.api_clients(own).await? })
    }

    pub fn name(&self, view: &View, event: &HistoryEvent) -> String {
        self.name_or(view, event, None)
    }

    /// The same, where it is known which company sent the deal: of whoever did something there nothing else is.
    pub fn name_or(&self, view: &View, event: &HistoryEvent, sender: Option<&str>) -> String {
        if event.actor_kind == "system" {
            return view.t("actor-system");
        }
        let other = || sender.map_or_else(|| view.t("actor-other-side"), str::to_owned);
        self.own(view, &event.actor_id).unwrap_or_else(other)
    }

    /// A person or an application of the reader's organization.
    pub fn own(&self, view: &View, id: &str) -> Option<String> {
        let person = self.people.iter().find(|person| person.id.to_string() == id);
        let client = self.clients.iter().find(|client| client.id.to_string() == id);
        person
            .map(|person| person.name.clone())
            .or_else(|| client.map(|client| view.t1("actor-client", "name", client.name.as_str())))
    }
}
