use crate::support::Ortak;

#[test]
fn every_problem_is_reported_at_once() {
    let ortak = Ortak::new();
    ortak.write("ortak.toml", "[server]\nlisten = 8080\nlisen = 'x'\n\n[log]\nformat = 'xml'\n");
    let mut command = ortak.command(&["serve", "--listen", "here"]);
    command
        .env("ORTAK_LIMITS__BURST", "many")
        .env("ORTAK_NO__THING", "1")
        .env("ORTAK_PORT", "tcp://10.0.0.1:80");
    let ran = Ortak::finish(&mut command);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    let expected = "\
error: the configuration is not usable
  ortak.toml:2: server.listen must be text
  ortak.toml:3: server.lisen is no setting, did you mean server.listen?
  ortak.toml:6: log.format must be text or json
  ORTAK_LIMITS__BURST: limits.burst must be a whole number from 0 to 1000000
  ORTAK_NO__THING: is no setting
  --listen: must be an address and a port, like 127.0.0.1:8080
";
    assert_eq!(ran.stderr, expected);
    assert!(!ortak.path("ortak-data").exists());
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let ortak = Ortak::new();
    ortak.run(&["migrate", "--config", "no.toml"]).fails_with(2, &["no.toml: can't be read"]);
    ortak.write("yes.toml", "[data]\ndir = 'from-file'\n");
    ortak.run(&["migrate", "--config", "yes.toml"]).good();
    assert!(ortak.path("from-file/ortak.db").exists());
    ortak.run(&["migrate", "--config", "yes.toml", "--data", "from-flag"]).good();
    assert!(ortak.path("from-flag/ortak.db").exists());
}

#[test]
fn migrations_are_told() {
    let ortak = Ortak::new();
    ortak.run(&["migrate", "--check"]).fails_with(1, &["there is no database"]);
    let mut command = ortak.command(&["serve", "--listen", "127.0.0.1:0"]);
    Ortak::finish(command.env("ORTAK_DATABASE__MIGRATE", "false"))
        .fails_with(1, &["is pending", "ortak migrate"]);
    let pending = ortak.run(&["migrate", "--check"]);
    assert_eq!(pending.code, 1, "{pending:?}");
    assert!(pending.stdout.starts_with("pending V1__"), "{pending:?}");
    // Nothing else brings a database up to date by the way.
    ortak.run(&["audit", "verify"]).fails_with(1, &["is pending", "ortak migrate"]);
    ortak.run(&["admin", "organization", "list"]).fails_with(1, &["is pending", "ortak migrate"]);
    assert!(ortak.run(&["migrate"]).good().stdout.starts_with("applied V1__"));
    assert_eq!(ortak.run(&["migrate"]).good().stdout, "the schema is up to date\n");
    ortak.run(&["migrate", "--check"]).good();
}

#[test]
fn a_slip_of_the_pen_makes_no_database() {
    let ortak = Ortak::new();
    ortak.partner("ortak-data");
    ortak.write("rows.json", "[]");
    let import = ["import", "referrals", "rows.json", "--organization", "1234567"];
    let person =
        ["admin", "person", "create", "--organization", "1234567", "--name", "A", "--email", "a@b.example"];
    let person = [&person[..], &["--role", "partner_admin"]].concat();
    let commands: [&[&str]; 8] = [
        &["audit", "verify"],
        &["backup", "file"],
        &import,
        &person,
        &["admin", "organization", "list"],
        &["admin", "organization", "disable", "x"],
        &["admin", "api-client", "list"],
        &["migrate", "--check"],
    ];
    for command in commands {
        let ran = ortak.run(&[command, &["--data", "ortak-dta"]].concat());
        ran.fails_with(1, &["there is no database", "ortak-dta"]);
        assert_eq!(ran.stdout, "", "{command:?}");
    }
    ortak.run(&["doctor", "--data", "ortak-dta"]);
    assert!(!ortak.path("ortak-dta").exists() && !ortak.path("file").exists());
}

/// To bless: `ortak doctor --settings-reference > docs/configuration.md`.
#[test]
fn the_reference_is_up_to_date() {
    let ortak = Ortak::new();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
    let committed = std::fs::read_to_string(path).unwrap();
    let generated = ortak.run(&["doctor", "--settings-reference"]).good().stdout;
    assert!(committed == generated, "docs/configuration.md is old: see above this test how to make it anew");
}
