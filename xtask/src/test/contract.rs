//! The API against its own OpenAPI document, by generated requests (schemathesis).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use tokio::runtime::Runtime;

use super::part::Outcome;
use super::system;
use crate::demo::{self, Credentials, Server};
use crate::{process, workspace};

/// The whole tool is pinned: another version finds other things.
const VERSION: &str = "4.32.5";
/// Enough for every filter, page and verb to be tried.
const DEALS: &str = "30";

pub fn run() -> Result<Outcome> {
    let folder = workspace::target()?.join("schemathesis");
    fs::create_dir_all(&folder)?;
    let tool = match install(&folder)? {
        Ok(tool) => tool,
        Err(why) => return Ok(Outcome::Skipped(why)),
    };
    // With the tests, as the part before built it: another selection would compile dependencies anew.
    let build = ["build", "--workspace", "--bin", "ortak", "--tests"];
    if !process::succeeds(workspace::cargo()?.args(build))? {
        return Ok(Outcome::Failed("the server does not build".to_owned()));
    }
    let data = folder.join("data");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    let credentials = folder.join("credentials.json");
    let server = Server::start(
        Command::new(workspace::target()?.join("debug/ortak"))
            .args(["demo", "--listen", "127.0.0.1:0", "--deals", DEALS, "--data"])
            .arg(&data)
            .arg("--credentials")
            .arg(&credentials)
            .current_dir(&folder)
            .env("ORTAK_LIMITS__REQUESTS_PER_SECOND", "0")
            .env("ORTAK_LOG__LEVEL", "warn"),
    )?;
    let credentials = Credentials::read(&credentials)?;
    let (_, client) =
        credentials.partner_admins().next().context("the demo has no application of a partner")?;
    let token = Runtime::new()?.block_on(demo::token(server.address, client))?;
    let passed = process::succeeds(
        Command::new(tool)
            .current_dir(&folder)
            .arg("--config-file")
            .arg(workspace::root()?.join("xtask/src/test/schemathesis.toml"))
            .arg("run")
            .arg(format!("{}/openapi.json", server.base_url))
            .args(["--header", &format!("Authorization: Bearer {token}")])
            // The same requests every time: a red run can be repeated, and nobody else's change turns it red.
            .arg("--generation-deterministic")
            // One worker: several threads make Python 3.11 fail now and then within the tool itself (a SystemError
            // about the recursion depth of its parser).
            .args(["--workers", "1"])
            .args(["--max-examples", "150", "--continue-on-failure"])
            .args(["--report-junit-path", "report/junit.xml"]),
    )?;
    server.stop().context("after the requests")?;
    Ok(Outcome::of(passed))
}

/// The program in a virtual environment of its own, installed when absent or of another version; the inner error
/// says what the system lacks.
fn install(folder: &Path) -> Result<Result<PathBuf, String>> {
    let environment = folder.join("venv");
    let tool = environment.join("bin/schemathesis");
    let stamp = environment.join("version");
    if tool.is_file() && fs::read_to_string(&stamp).is_ok_and(|version| version == VERSION) {
        return Ok(Ok(tool));
    }
    if environment.exists() {
        fs::remove_dir_all(&environment)?;
    }
    let pip = environment.join("bin/pip");
    let make = || {
        let made = process::answers(Command::new("python3").args(["-m", "venv"]).arg(&environment));
        made && pip.is_file()
    };
    if let Err(why) = system::ensure(&["python3", "python3-venv"], make) {
        return Ok(Err(why));
    }
    let package = format!("schemathesis=={VERSION}");
    if !process::succeeds(Command::new(&pip).args([
        "install",
        "--quiet",
        "--disable-pip-version-check",
        &package,
    ]))? {
        bail!("{package} could not be installed");
    }
    fs::write(&stamp, VERSION)?;
    Ok(Ok(tool))
}
