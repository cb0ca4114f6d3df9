//! `ortak demo`.

use std::path::PathBuf;
use std::process::ExitCode;

use ortak_domain::Role;

use crate::cmd::serve;
use crate::compose::{self, Services};
use crate::config::{Config, Sources};
use crate::demo::{self, Demo};
use crate::lifecycle::{self, Signals};
use crate::{output, telemetry};

/// Where the demo is kept when nothing else is said: never where real data are.
const FOLDER: &str = "ortak-demo-data";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Write all sign-ins and API clients to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// Deals and leads to make up [default: 400]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=demo::MOST_DEALS))]
    pub deals: Option<u64>,
}

/// Makes the demo where there is none yet, and serves it.
pub async fn run(args: Args, mut sources: Sources) -> anyhow::Result<ExitCode> {
    // Always as a flag, so that no configuration leads to a database in use.
    sources.data.get_or_insert_with(|| FOLDER.to_owned());
    sources.listen.clone_from(&args.listen);
    let mut config = Config::load(&sources)?;
    config.migrate = true;
    config.requests_per_second = 0;
    config.password_grant = true;
    // Its people are made up: no server is to be bothered with their addresses.
    config.mail.host = None;
    telemetry::start(&config);
    let signals = Signals::listen()?;
    let (services, _) = compose::open_current(&config).await?;
    config.styleguide = true;
    demo::give_key(&services.app, &mut config).await?;
    let served = prepare_and_serve(&args, &config, &services, signals).await;
    services.close().await;
    served.map(|()| ExitCode::SUCCESS)
}

async fn prepare_and_serve(
    args: &Args,
    config: &Config,
    services: &Services,
    signals: Signals,
) -> anyhow::Result<()> {
    // Before the work: a port that is taken should not cost the time of making the demo.
    let listener = lifecycle::bind(config.listen).await?;
    let demo = demo::ensure(&services.app, &config.vendor_id, args.deals).await?;
    let base_url = serve::base_url(config, &listener)?;
    if let Some(path) = &args.credentials {
        demo::write(path, &base_url, &demo.organizations)?;
    }
    introduce(args, config, &demo, &base_url)?;
    serve::serve(config, services, listener, signals).await
}

/// Says what there is and how to get in.
fn introduce(args: &Args, config: &Config, demo: &Demo, base_url: &str) -> anyhow::Result<()> {
    let partners = demo.organizations.len().saturating_sub(1);
    let (deals, place) = (demo.deals, config.database());
    let state = if demo.kept { "found" } else { "made" };
    output::line(format_args!(
        "{state} the demo in {place}: one vendor, {partners} partners, {deals} deals and leads"
    ))?;
    if args.deals.is_some_and(|wanted| wanted != deals) {
        output::line("it is served as it is: for another number of deals name another place with --data")?;
    }
    output::line(
        "everything in it is invented and public, also passwords and secrets: keep nothing real here",
    )?;
    output::line("")?;
    // One of each kind that a visitor will want to be.
    let wanted = [Role::VendorSeller, Role::PartnerAdmin].map(Role::as_str);
    let people = demo.organizations.iter().filter_map(|organization| {
        let person = organization.people.iter().find(|person| wanted.contains(&person.role.as_str()))?;
        Some([person.email.clone(), person.role.clone(), organization.name.clone()])
    });
    output::table(["sign in as", "role", "organization"], &people.collect::<Vec<_>>())?;
    output::line(format_args!("password of everybody: {}", demo::PASSWORD))?;
    output::line("")?;
    let partner = demo.organizations.iter().find(|organization| organization.kind == "partner");
    if let Some((partner, client)) = partner.and_then(|partner| Some((partner, partner.api_clients.first()?)))
    {
        output::line(format_args!("a token for {}:", partner.name))?;
        output::line(format_args!(
            "curl -d grant_type=client_credentials -d client_id={} -d client_secret={} {base_url}/oauth2/v2.0/token",
            client.client_id, client.client_secret
        ))?;
        output::line("")?;
    }
    if args.credentials.is_none() {
        output::line("all people and API clients: start with --credentials FILE")?;
    }
    Ok(())
}
