use std::fs;

use super::settings::{SETTINGS, Value};
use super::*;

fn load(toml: &str, environment: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    fs::write(&file, toml).unwrap();
    let environment =
        environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let sources = Sources { file: Some(file), environment, ..Sources::default() };
    Config::load(&sources).map_err(|problems| {
        let prefix = format!("{}/", folder.path().display());
        problems.iter().map(|problem| problem.to_string().replace(&prefix, "")).collect()
    })
}

#[test]
fn documented_defaults_are_the_defaults() {
    let mut documented = Config { log_level: String::new(), ..Config::default() };
    for setting in SETTINGS.iter().filter(|setting| !setting.default.is_empty()) {
        setting.apply(&mut documented, &Value::Text(setting.default.to_owned())).unwrap();
    }
    assert_eq!(format!("{documented:?}"), format!("{:?}", Config::default()));
}

#[test]
fn every_problem_is_reported_with_its_place() {
    let toml = "\
[server]
listen = \"everywhere\"
drain_second = 5
public_url = 7

[limits]
requests_per_second = -1
burst = 0

[data.dir]
x = 1

[[auth.issuers]]
issuer = \"https://login.example\"
audiense = \"a\"

[log]
level = \"loud,,=\"
format = \"xml\"
";
    let environment = [
        ("ORTAK_DATABASE__URL", "mysql://x"),
        ("ORTAK_LOG__LEVLE", "info"),
        ("ORTAK_PORT", "tcp://1.2.3.4:5"),
    ];
    let problems = load(toml, &environment).unwrap_err();
    insta::assert_snapshot!(problems.join("\n"), @"
    a.toml:2: server.listen must be an address and a port, like 127.0.0.1:8080
    a.toml:3: server.drain_second is no setting, did you mean server.drain_seconds?
    a.toml:4: server.public_url must be text
    a.toml:7: limits.requests_per_second must be a whole number from 0 to 1000000
    a.toml:8: limits.burst must be at least 1 while limits.requests_per_second is not 0
    a.toml:10: data.dir must be text
    a.toml:13: auth.issuers audience is missing
    a.toml:15: auth.issuers has no member audiense, did you mean audience?
    a.toml:18: log.level must be a level like info, or levels by module
    a.toml:19: log.format must be text or json
    ORTAK_DATABASE__URL: database.url must be a URL like postgres://user@host/database
    ORTAK_LOG__LEVLE: is no setting, did you mean ORTAK_LOG__LEVEL?
    ");
}

#[test]
fn broken_toml_is_reported_with_its_line() {
    let problems = load("[server]\nlisten = \n[log]\nformat = 'json\n", &[]).unwrap_err();
    insta::assert_snapshot!(problems.join("\n"), @"
    a.toml:2: string values must be quoted, expected literal string
    a.toml:4: invalid literal string, expected `'`
    ");
}

#[test]
fn a_variable_wins_over_the_file_and_a_flag_over_both() {
    let toml = "[server]\nlisten = '127.0.0.1:1'\n[database]\nurl = 'postgres://a/b'\npool_size = 0x10\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    fs::write(&file, toml).unwrap();
    let environment = vec![
        ("ORTAK_SERVER__LISTEN".to_owned(), "127.0.0.1:2".to_owned()),
        ("ORTAK_LOG__FORMAT".to_owned(), String::new()),
    ];
    let mut sources = Sources { file: Some(file), environment, data: None, listen: None };
    let config = Config::load(&sources).unwrap();
    assert_eq!((config.listen.port(), config.pool_size), (2, 16));
    assert!(matches!(config.database(), Database::Server(_)));
    assert!(config.key_source().unwrap_err().contains("--new-master-key"));
    sources.data = Some("here".to_owned());
    sources.listen = Some("127.0.0.1:3".to_owned());
    let config = Config::load(&sources).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.database().to_string(), "here/ortak.db");
    assert!(matches!(config.key_source(), Ok(KeySource::Own(path)) if path == Path::new("here/master.key")));
}

#[test]
fn secrets_do_not_show() {
    let key = "07".repeat(32);
    let environment =
        [("ORTAK_DATABASE__URL", "postgres://u:hunter2@h:1/d"), ("ORTAK_SECURITY__MASTER_KEY", key.as_str())];
    let config = load("", &environment).unwrap();
    let shown = format!("{config:?} {}", config.database());
    assert!(!shown.contains("hunter2") && !shown.contains(&key), "{shown}");
    assert!(shown.contains("postgres://h:1/d"));
    let wrong = load("", &[("ORTAK_SECURITY__MASTER_KEY", "hunter2")]).unwrap_err();
    assert!(!wrong.join("").contains("hunter2"));
}

#[test]
fn issuers_may_come_from_the_environment() {
    let list = "[{issuer = 'https://a.example', audience = 'x', jwks_url = 'https://a.example/keys'}]";
    let config = load("", &[("ORTAK_AUTH__ISSUERS", list)]).unwrap();
    assert_eq!(config.issuers.len(), 1);
    assert_eq!(config.issuers[0].email_claim, None);
    assert!(load("", &[("ORTAK_AUTH__ISSUERS", "[1]")]).is_err());
    let insecure = list.replace("https", "http");
    let problems = load("", &[("ORTAK_AUTH__ISSUERS", &insecure)]).unwrap_err();
    assert_eq!(problems[0].matches("must begin with https").count(), 2, "{problems:?}");
}

#[test]
fn login_providers_are_read_and_not_shown() {
    let toml = "[[auth.login_providers]]
id = 'entra'
name = 'Work account'
issuer = 'https://login.example'
client_id = 'ortak'
client_secret = 'hunter2'
";
    let config = load(toml, &[]).unwrap();
    assert_eq!(config.login_providers[0].name, "Work account");
    assert!(!format!("{config:?}").contains("hunter2"));
    let twice = format!("{toml}{}", toml.replace("'https", "'http").replace("client_id", "client"));
    let problems = load(&twice, &[]).unwrap_err();
    assert_eq!(problems.len(), 3, "{problems:?}");
    let problems = load(&format!("{toml}{toml}").replace("'entra'", "'En tra'"), &[]).unwrap_err();
    assert_eq!(problems.len(), 3, "{problems:?}");
}
