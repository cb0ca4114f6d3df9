//! `ortak admin person`.

use anyhow::{Context as _, bail};
use ortak_app::App;
use ortak_app::account::admin::{self, NewPerson};
use ortak_app::account::one_time::Link;
use ortak_app::account::{people, reset, secret};
use ortak_domain::text::fold_email;
use ortak_domain::{Person, Violations};
use serde_json::{Value, json};
use url::Url;

use super::{explain, find_organization, role, state};
use crate::config::Config;
use crate::output;

/// Characters of a made-up password: 144 random bits.
const PASSWORD: usize = 24;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a person; prints a password once unless one is given
    Create(Create),
    /// Make a person without a password; prints a link once by which they set one
    Invite(Invite),
    /// Print a link once by which a person sets a new password
    ResetLink {
        /// E-mail address of the person
        email: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Take away what a person is asked for beside the password: authenticator, recovery codes, passkeys
    ResetSecondFactor {
        /// E-mail address of the person
        email: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List people
    List {
        /// Only those of this organization (id or partner number)
        #[arg(long, value_name = "ID")]
        organization: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Shut a person out
    Disable {
        /// E-mail address of the person
        email: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Let a person in again
    Enable {
        /// E-mail address of the person
        email: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
pub struct Create {
    /// Id or partner number of the organization
    #[arg(long, value_name = "ID")]
    organization: String,
    #[arg(long)]
    name: String,
    /// Sign-in name, unique on this server
    #[arg(long)]
    email: String,
    /// `partner_admin`, `referrals_admin`, `referrals_user`, `vendor_seller`, `deal_reviewer`, `programme_admin`
    #[arg(long)]
    role: String,
    /// Partner number of a location that the role is limited to; may be given several times
    #[arg(long = "location", value_name = "MPNID")]
    locations: Vec<String>,
    #[arg(long)]
    phone: Option<String>,
    /// en or tr
    #[arg(long, default_value = "en")]
    language: String,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Invite {
    /// Id or partner number of the organization
    #[arg(long, value_name = "ID")]
    organization: String,
    #[arg(long)]
    name: String,
    /// Sign-in name, unique on this server
    #[arg(long)]
    email: String,
    /// `partner_admin`, `referrals_admin`, `referrals_user`, `vendor_seller`, `deal_reviewer`, `programme_admin`
    #[arg(long)]
    role: String,
    /// Partner number of a location that the role is limited to; may be given several times
    #[arg(long = "location", value_name = "MPNID")]
    locations: Vec<String>,
    /// en or tr
    #[arg(long, default_value = "en")]
    language: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(command: Command, app: &App, config: &Config) -> anyhow::Result<()> {
    match command {
        Command::Invite(new) => invite(new, app, config).await,
        Command::ResetLink { email, json } => reset_link(app, config, &email, json).await,
        Command::ResetSecondFactor { email, json } => reset_second_factor(app, &email, json).await,
        Command::Create(new) => create(new, app).await,
        Command::List { organization, json } => list(app, organization.as_deref(), json).await,
        Command::Disable { email, json } => switch(app, &email, false, json).await,
        Command::Enable { email, json } => switch(app, &email, true, json).await,
    }
}

async fn create(new: Create, app: &App) -> anyhow::Result<()> {
    let mut violations = Violations::new();
    let role = role(&new.role, &mut violations);
    violations.or(()).map_err(|violations| explain(violations.into()))?;
    let organization_id = find_organization(app, &new.organization).await?;
    let (password, made_up) = if new.password_stdin {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("the password can't be read")?;
        (line.trim_end_matches(['\r', '\n']).to_owned(), None)
    } else {
        let password: String = secret::random_secret()?.chars().take(PASSWORD).collect();
        (password.clone(), Some(password))
    };
    let person = NewPerson {
        organization_id,
        name: new.name,
        email: new.email,
        phone: new.phone,
        role,
        locations: new.locations,
        language: new.language,
        password: Some(password),
    };
    let person = admin::create_person(app, person).await.map_err(explain)?;
    if new.json {
        let mut value = as_json(&person);
        if let (Value::Object(members), Some(password)) = (&mut value, made_up) {
            members.insert("password".to_owned(), password.into());
        }
        return output::json(&value);
    }
    output::line(format_args!("made {} ({}) with the id {}", person.name, person.email, person.id))?;
    if let Some(password) = made_up {
        output::line(format_args!("password (shown only now): {password}"))?;
    }
    Ok(())
}

async fn invite(new: Invite, app: &App, config: &Config) -> anyhow::Result<()> {
    let organization_id = find_organization(app, &new.organization).await?;
    let invite = people::Invite {
        name: new.name,
        email: new.email,
        role: new.role,
        locations: new.locations,
        language: new.language,
    };
    let (person, link) = people::invite_into(app, organization_id, invite).await.map_err(explain)?;
    if !new.json {
        output::line(format_args!("made {} ({}) with the id {}", person.name, person.email, person.id))?;
    }
    show(&link, config, new.json)
}

async fn reset_link(app: &App, config: &Config, email: &str, json: bool) -> anyhow::Result<()> {
    let Some(record) = app.accounts.person_by_email(&fold_email(email)).await? else {
        bail!("there is no person with the e-mail {email}");
    };
    let link = reset::link_for(app, &record.person).await.map_err(explain)?;
    show(&link, config, json)
}

fn show(link: &Link, config: &Config, json: bool) -> anyhow::Result<()> {
    let base_url =
        config.public_url.as_ref().map_or_else(|| format!("http://{}", config.listen), Url::to_string);
    let url = link.url(&base_url);
    if json {
        return output::json(&json!({ "url": url, "expiresAt": link.expires_at }));
    }
    Ok(output::line(format_args!("link (shown only now, good until {}): {url}", link.expires_at))?)
}

async fn list(app: &App, organization: Option<&str>, json: bool) -> anyhow::Result<()> {
    let organization = match organization {
        Some(name) => Some(find_organization(app, name).await?),
        None => None,
    };
    let people = app.accounts.people(organization.as_ref()).await?;
    if json {
        return output::json(&people.iter().map(as_json).collect::<Vec<_>>());
    }
    let rows: Vec<[String; 6]> = people
        .iter()
        .map(|person| {
            [
                person.email.clone(),
                person.name.clone(),
                person.organization_id.to_string(),
                person.role.to_string(),
                person.scope.locations().join(" "),
                state(person.disabled_at),
            ]
        })
        .collect();
    Ok(output::table(["E-MAIL", "NAME", "ORGANIZATION", "ROLE", "LOCATIONS", "STATE"], &rows)?)
}

async fn switch(app: &App, email: &str, on: bool, json: bool) -> anyhow::Result<()> {
    let Some(record) = app.accounts.person_by_email(&fold_email(email)).await? else {
        bail!("there is no person with the e-mail address {email}");
    };
    let person = admin::set_person_enabled(app, record.person.id, on).await.map_err(explain)?;
    if json {
        let (id, email, at) = (person.id, person.email, person.disabled_at);
        return output::json(&json!({ "id": id, "email": email, "disabledAt": at }));
    }
    Ok(output::line(format_args!("{} {}", if on { "enabled" } else { "disabled" }, person.email))?)
}

async fn reset_second_factor(app: &App, email: &str, json: bool) -> anyhow::Result<()> {
    let Some(record) = app.accounts.person_by_email(&fold_email(email)).await? else {
        bail!("there is no person with the e-mail address {email}");
    };
    let reset = admin::reset_second_factor(app, record.person.id).await.map_err(explain)?;
    let (email, has_password) = (reset.person.email, reset.password_hash.is_some());
    if json {
        return output::json(&json!({ "id": reset.person.id, "email": email, "hasPassword": has_password }));
    }
    if has_password {
        return Ok(output::line(format_args!("{email} signs in with the password alone now"))?);
    }
    Ok(output::line(format_args!(
        "{email} has no password, and no passkey any more: `ortak admin person reset-link {email}` prints a link to choose a \
         password"
    ))?)
}

fn as_json(person: &Person) -> Value {
    json!({
        "id": person.id,
        "organizationId": person.organization_id,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "role": person.role,
        "locations": person.scope.locations(),
        "language": person.language,
        "createdAt": person.created_at,
        "disabledAt": person.disabled_at,
    })
}
