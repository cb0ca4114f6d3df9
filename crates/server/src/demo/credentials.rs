//! Who can sign in to the demo, as a file for scripts.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::programme::{Company, PASSWORD};

/// An organization with everybody and everything that can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationAccess {
    pub id: String,
    pub name: String,
    /// `vendor` or `partner`.
    pub kind: String,
    pub people: Vec<PersonAccess>,
    /// The first may do everything with the organization's referrals.
    pub api_clients: Vec<ClientAccess>,
}

/// A person's sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAccess {
    pub name: String,
    pub email: String,
    pub password: String,
    pub role: String,
    /// Empty: the whole organization.
    pub locations: Vec<String>,
}

/// An application's sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientAccess {
    pub client_id: String,
    pub client_secret: String,
    pub role: String,
    /// Empty: the whole organization.
    pub locations: Vec<String>,
}

#[derive(Serialize)]
struct File<'a> {
    base_url: &'a str,
    organizations: &'a [OrganizationAccess],
}

impl OrganizationAccess {
    pub fn of(company: &Company) -> Self {
        let people = company.people.iter().map(|colleague| PersonAccess {
            name: colleague.person.name.clone(),
            email: colleague.person.email.clone(),
            password: PASSWORD.to_owned(),
            role: colleague.person.role.as_str().to_owned(),
            locations: colleague.person.scope.locations().to_vec(),
        });
        let clients = company.clients.iter().map(|client| ClientAccess {
            client_id: client.record.client.id.to_string(),
            client_secret: client.secret.clone(),
            role: client.record.client.role.as_str().to_owned(),
            locations: client.record.client.scope.locations().to_vec(),
        });
        Self {
            id: company.id().as_str().to_owned(),
            name: company.name().to_owned(),
            kind: company.record.organization.kind.as_str().to_owned(),
            people: people.collect(),
            api_clients: clients.collect(),
        }
    }
}

/// Writes the file whole or not at all, readable only by its owner.
pub fn write(path: &Path, base_url: &str, organizations: &[OrganizationAccess]) -> anyhow::Result<()> {
    let put = || -> anyhow::Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        // Beside it, because only there it can be moved into place; made with mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        serde_json::to_writer_pretty(&mut file, &File { base_url, organizations })?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    put().with_context(|| format!("the credentials can't be written to {}", path.display()))
}
