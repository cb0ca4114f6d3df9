//! Deals as files: what a list exports, and what a file brings in and takes back.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use calamine::{Data, Reader as _};
use futures_util::{StreamExt as _, pin_mut};
use jiff::tz::TimeZone;
use ortak_app::account::{admin, sign_in};
use ortak_app::port::{Accounts as _, DealImport, Workspace as _};
use ortak_app::referral::change::{self, Change};
use ortak_app::workspace::export::{self, Column, Export};
use ortak_app::workspace::intake::files::{self, Wanted};
use ortak_app::workspace::intake::outcome::{self, DealState};
use ortak_app::workspace::intake::{self, Mapping, RowOutcome, RowReport, Sheet, Target, undo, work};
use ortak_app::workspace::{ListView, list};
use ortak_app::{App, AppError, Ctx, Source, audit};
use ortak_domain::policy::PrincipalKind;
use ortak_domain::referral::ReferralChange;
use ortak_domain::{OrganizationKind, ReferralId, Role};
use ortak_store::Store;

use crate::desk::{contoso, ctx, organizations};
use crate::harness::{app, at, fill, on_both, organization};
use crate::sample::{deal, referrals};

on_both! {
    r803_csv_holds_exactly_what_the_list_shows,
    r803_xlsx_holds_money_as_numbers_and_dates_as_dates,
    a_file_is_tried_brought_in_once_and_taken_back,
    a_bad_row_keeps_the_file_out_unless_a_part_is_wanted,
    files_that_are_no_tables_are_refused,
    an_import_of_many_rows_goes_on_where_another_worker_stopped,
    two_who_import_the_same_file_at_once_make_each_deal_once,
    an_uploaded_file_is_its_persons_alone_and_forgotten,
}

async fn csv_of(app: &App, ctx: &Ctx, export: &Export, mark: bool) -> Vec<u8> {
    let parts = export::csv(app, ctx, export, mark).unwrap();
    pin_mut!(parts);
    let mut bytes = Vec::new();
    while let Some(part) = parts.next().await {
        bytes.extend(part.unwrap());
    }
    bytes
}

async fn r803_csv_holds_exactly_what_the_list_shows(store: Store) {
    organizations(&store).await;
    let owner = organization("contoso");
    // More than one page of the export.
    let mut all = referrals(&owner, 2, 700);
    all[0].customer.name = "=HYPERLINK(\"http://x\")".into();
    fill(&store, &all).await;
    let (app, ctx) = (app(&store), contoso());
    let (view, _) = ListView::from_query("tab=outbound&status=Active&status=Closed&sort=-value");
    let export = Export::new(&view, TimeZone::UTC, |column| format!("«{}»", column.name()));
    let bytes = csv_of(&app, &ctx, &export, true).await;
    let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(header[0], "«Referral ID»");
    assert_eq!(header.len(), Column::ALL.len());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut listed: Vec<ReferralId> = Vec::new();
    let mut page = list::list(&app, &ctx, &view, &TimeZone::UTC, 500).await.unwrap();
    loop {
        listed.extend(page.rows.iter().map(|row| row.id));
        let Some(next) = page.next else { break };
        page = list::list(&app, &ctx, &next, &TimeZone::UTC, 500).await.unwrap();
    }
    let exported: Vec<String> = rows.iter().map(|row| row[0].to_owned()).collect();
    assert_eq!(exported, listed.iter().map(ToString::to_string).collect::<Vec<_>>());
    let mut only =
        Export::new(&ListView::from_query("tab=all").0, TimeZone::UTC, |column| column.name().to_owned());
    only.only = Some(vec![all[0].id]);
    let text = String::from_utf8(csv_of(&app, &ctx, &only, false).await).unwrap();
    assert_eq!(text.lines().count(), 2 + text.matches("two\nlines").count());
    assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{text}");
    let shared = Export::new(&ListView::from_query("tab=shared").0, TimeZone::UTC, |_| String::new());
    assert!(matches!(export::csv(&app, &ctx, &shared, false), Err(AppError::Forbidden { .. })));
}

async fn r803_xlsx_holds_money_as_numbers_and_dates_as_dates(store: Store) {
    organizations(&store).await;
    let mut one = deal(&organization("contoso"), 1);
    one.created_at = "2026-03-31T22:30:00Z".parse().unwrap();
    one.details.value = Some("1234.5".parse().unwrap());
    one.customer.name = "=1+1".into();
    fill(&store, &[one]).await;
    // In Istanbul it was the next day already.
    let zone = TimeZone::fixed(jiff::tz::offset(3));
    let export = Export::new(&ListView::from_query("tab=all").0, zone, |column| column.name().to_owned());
    let bytes = export::xlsx(&app(&store), &contoso(), &export).await.unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let cell = |column: Column| {
        let at = Column::ALL.iter().position(|known| *known == column).unwrap();
        assert_eq!(sheet.get((0, at)), Some(&Data::String(column.name().to_owned())));
        sheet.get((1, at)).cloned().unwrap_or(Data::Empty)
    };
    assert_eq!(cell(Column::Value), Data::Float(1234.5));
    assert_eq!(cell(Column::CustomerName), Data::String("=1+1".to_owned()));
    let Data::DateTime(day) = cell(Column::CreatedOn) else { panic!("{:?}", cell(Column::CreatedOn)) };
    // The first of April 2026, as spreadsheets count days.
    assert!((day.as_f64() - 46_113.0).abs() < f64::EPSILON, "{day:?}");
    assert_eq!(sheet.height(), 2);
}

const FILE: &str = "\u{feff}Deal name;Customer name;Customer country;D-U-N-S;Estimated value;Currency;Close date;\
    Location;Team e-mail;CRM ID\r\n\
    Plant;Öz Çelik A.Ş.;tr;12-345-6789;25000.50;eur;2026-12-31;6110000;ada@contoso.example;crm-1\r\n\
    ;;;;;;;;;\r\n\
    Office;Litware;;;100;USD;2026-11-30;;;\r\n";

async fn try_out(app: &App, ctx: &Ctx, sheet: &Sheet, mapping: &Mapping) -> Result<Vec<RowReport>, AppError> {
    let mut rows = Vec::new();
    let tally = intake::dry_run(app, ctx, sheet, mapping, &mut |row| rows.push(row)).await?;
    assert_eq!(tally.ready + tally.unchanged + tally.refused, sheet.count);
    Ok(rows)
}

struct Ran {
    import: Option<DealImport>,
    rows: Vec<RowReport>,
}

async fn bring_in(app: &App, ctx: &Ctx, file: &str, name: &str, partly: bool) -> Result<Ran, AppError> {
    let sheet = intake::read(file).unwrap();
    let mapping = Mapping::guess(&sheet.headers);
    let mut rows = Vec::new();
    let ran = intake::run(app, ctx, &sheet, &mapping, name, partly, &mut |row| rows.push(row)).await?;
    Ok(Ran { import: ran.import, rows })
}

async fn count(app: &App, view: &str) -> u64 {
    let (view, _) = ListView::from_query(view);
    list::list(app, &contoso(), &view, &TimeZone::UTC, 50).await.unwrap().count
}

async fn a_file_is_tried_brought_in_once_and_taken_back(store: Store) {
    organizations(&store).await;
    let (app, ctx) = (app(&store), contoso());
    let sheet = intake::read(FILE.as_bytes()).unwrap();
    let mapping = Mapping::guess(&sheet.headers);
    assert!(mapping.0.iter().all(Option::is_some), "{mapping:?}");
    let tried = try_out(&app, &ctx, &sheet, &mapping).await.unwrap();
    assert!(tried.iter().all(|row| matches!(row.outcome, RowOutcome::Ready { .. })), "{tried:?}");
    assert_eq!(tried.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(count(&app, "tab=all").await, 0);

    let ran = bring_in(&app, &ctx, FILE, "deals.csv", false).await.unwrap();
    let import = ran.import.unwrap();
    assert_eq!((import.row_count, import.generation), (2, 1));
    let created: Vec<ReferralId> = ran.rows.iter().filter_map(|row| row.outcome.deal()).collect();
    assert_eq!(count(&app, "tab=all&type=private&currency=EUR&location=6110000").await, 1);
    // Again, by whoever: nothing happens twice.
    let again = bring_in(&app, &ctx, FILE, "copy.csv", false).await.unwrap();
    assert!(
        again.rows.iter().all(|row| matches!(row.outcome, RowOutcome::Unchanged { .. })),
        "{:?}",
        again.rows
    );
    assert_eq!(count(&app, "tab=all").await, 2);

    // One of them is worked on; the other one goes.
    let renamed =
        Change { changes: vec![ReferralChange::Name(Some("Mine".to_owned()))], ..Change::default() };
    change::change(&app, &ctx, created[1], &renamed).await.unwrap();
    let stranger = self::ctx("fabrikam", OrganizationKind::Partner, Role::PartnerAdmin);
    assert!(matches!(undo::undo(&app, &stranger, import.id).await, Err(AppError::NotFound)));
    let late = Ctx { now: at(25 * 3600), ..ctx.clone() };
    let refused = undo::undo(&app, &late, import.id).await;
    assert!(matches!(refused, Err(AppError::Conflict { code: "undo_window_over", .. })));
    let (undone, rows) = undo::undo(&app, &ctx, import.id).await.unwrap();
    assert_eq!(undone.undone_at, Some(at(0)));
    let kept: Vec<Option<&str>> = rows.iter().map(|row| row.kept.as_ref().map(|kept| kept.code)).collect();
    assert_eq!(kept, [None, Some("changed_since")]);
    assert_eq!(count(&app, "tab=all&status=Active").await, 1);
    assert_eq!(count(&app, "tab=all&status=Lost").await, 1);
    let twice = undo::undo(&app, &ctx, import.id).await;
    assert!(matches!(twice, Err(AppError::Conflict { code: "import_undone", .. })));
    // The history of what was taken back is whole.
    assert!(audit::verify(&app).await.unwrap().findings.is_empty());

    // After that the file can be brought in anew.
    let anew = bring_in(&app, &ctx, FILE, "deals.csv", false).await.unwrap();
    assert_eq!(anew.import.unwrap().generation, 2);
    assert_eq!(count(&app, "tab=all&status=Active").await, 3);
    assert_eq!(intake::list(&app, &ctx).await.unwrap().len(), 2);
}

async fn a_bad_row_keeps_the_file_out_unless_a_part_is_wanted(store: Store) {
    organizations(&store).await;
    store.disable_organization(&organization("fabrikam"), None).await.unwrap();
    let (app, ctx) = (app(&store), contoso());
    let file = "Name,Customer,Country,Value,Currency,Close date,Partner number,Owner\n\
        Good,Contoso,US,1,USD,2026-11-30,,\n\
        Bad,,XX,\"1,000\",EURO,30.11.2026,42,nobody\n";
    let sheet = intake::read(file.as_bytes()).unwrap();
    let ran = bring_in(&app, &ctx, file, "x.csv", false).await.unwrap();
    assert_eq!(ran.import, None);
    let RowOutcome::Refused(reasons) = &ran.rows[1].outcome else { panic!("{:?}", ran.rows) };
    let mut fields: Vec<&str> = reasons.iter().map(|reason| reason.field.as_str()).collect();
    fields.sort_unstable();
    fields.dedup();
    let expected = ["Close date", "Country", "Currency", "Customer", "Owner", "Partner number", "Value"];
    assert_eq!(fields, expected);
    assert_eq!(count(&app, "tab=all").await, 0);
    let ran = bring_in(&app, &ctx, file, "x.csv", true).await.unwrap();
    assert!(ran.import.is_some() && ran.rows[0].outcome.deal().is_some(), "{:?}", ran.rows);
    assert_eq!(count(&app, "tab=all").await, 1);
    let unmapped = Mapping(vec![Some(Target::Name), Some(Target::Name)]);
    let Err(AppError::Invalid(problems)) = try_out(&app, &ctx, &sheet, &unmapped).await else {
        panic!("was taken")
    };
    assert!(problems.iter().any(|problem| problem.code == "duplicate_column"));
    assert!(problems.iter().any(|problem| problem.code == "required" && problem.field == "Customer name"));
    let user = self::ctx("contoso", OrganizationKind::Partner, Role::ReferralsUser);
    let refused = bring_in(&app, &user, file, "x.csv", true).await;
    assert!(matches!(refused, Err(AppError::Forbidden { .. })));
}

async fn files_that_are_no_tables_are_refused(_: Store) {
    for (bytes, code) in [
        (&b""[..], "no_header"),
        (b"\xff\xfe\x00", "invalid_encoding"),
        (b"\n\n", "no_header"),
        (&vec![b'x'; intake::MAX_BYTES + 1][..], "file_too_large"),
        ((0..300).map(|i| i.to_string()).collect::<Vec<_>>().join(",").as_bytes(), "file_too_wide"),
        (("a\n".to_owned() + &"1\n".repeat(intake::MAX_ROWS + 1)).as_bytes(), "file_too_long"),
    ] {
        let Err(AppError::Invalid(problems)) = intake::read(bytes) else { panic!("{code} was taken") };
        assert_eq!(problems[0].code, code);
    }
}

fn many(rows: usize) -> String {
    let mut file = "Deal name,Customer name,Estimated value,Currency,Close date\n".to_owned();
    for row in 0..rows {
        // Each tenth has no customer.
        let customer = if row % 10 == 9 { "" } else { "Litware" };
        writeln!(file, "Deal {row},{customer},{row},USD,2030-12-31").unwrap();
    }
    file
}

/// Contoso's person, whom the worker finds.
async fn ada(store: &Store, app: &App) -> Ctx {
    organizations(store).await;
    let new = admin::NewPerson {
        organization_id: organization("contoso"),
        name: "Ada Kaya".to_owned(),
        email: "ada@contoso.example".to_owned(),
        phone: None,
        role: Role::PartnerAdmin,
        locations: Vec::new(),
        language: "en".to_owned(),
        password: None,
    };
    let person = admin::create_person(app, new).await.unwrap();
    let principal = sign_in::principal(app, PrincipalKind::Person, person.id.0).await.unwrap().unwrap();
    Ctx {
        principal: Arc::new(principal),
        request_id: "r".to_owned(),
        now: app.clock.now(),
        source: Source::default(),
    }
}

async fn an_import_of_many_rows_goes_on_where_another_worker_stopped(store: Store) {
    let app = app(&store);
    let ctx = ada(&store, &app).await;
    let file = files::upload(&app, &ctx, "many.csv", many(450).into_bytes()).await.unwrap();
    let refused = files::start(&app, &ctx, file.id, false).await;
    assert!(matches!(refused, Err(AppError::Conflict { code: "rows_refused", .. })), "{refused:?}");
    let import = files::start(&app, &ctx, file.id, true).await.unwrap();
    assert!(import.work.is_some() && outcome::count(&app, &import).await.unwrap() == 0);
    // Pressed twice, it is one import.
    assert_eq!(files::start(&app, &ctx, file.id, true).await.unwrap().id, import.id);
    assert!(!undo::can_be_undone(&import, ctx.now), "not while it goes on");

    let seen = AtomicUsize::new(0);
    let stop_soon = || seen.fetch_add(1, Ordering::SeqCst) < 150;
    assert!(work::work_due(&app, &stop_soon).await.unwrap());
    let half = intake::find(&app, &ctx, import.id).await.unwrap();
    let before = outcome::count(&app, &half).await.unwrap();
    assert!(
        half.work.is_some() && half.done_rows == 150 && (100..150).contains(&before),
        "{half:?} {before}"
    );
    assert!(work::work_due(&app, &|| true).await.unwrap());
    assert!(!work::work_due(&app, &|| true).await.unwrap(), "all is done");
    let done = intake::find(&app, &ctx, import.id).await.unwrap();
    assert_eq!((done.work, done.done_rows, outcome::count(&app, &done).await.unwrap()), (None, 450, 405));
    assert_eq!(count(&app, "tab=all").await, 405);
    let wanted = Wanted { only_refused: true, skip: 40, limit: 10 };
    let trial = files::trial(&app, &ctx, file.id, wanted).await.unwrap();
    assert_eq!((trial.tally.unchanged, trial.tally.refused, trial.matching), (405, 45, 45));
    assert_eq!(trial.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [411, 421, 431, 441, 451]);
    let csv = files::refused(&app, &ctx, file.id, "Why", |row| format!("={}", row.line)).await.unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.lines().count(), 46);
    assert!(csv.ends_with("Deal 449,,449,USD,2030-12-31,'=451\r\n"), "{csv}");

    undo::begin(&app, &ctx, import.id).await.unwrap();
    undo::begin(&app, &ctx, import.id).await.unwrap();
    seen.store(0, Ordering::SeqCst);
    assert!(work::work_due(&app, &stop_soon).await.unwrap());
    assert!(work::work_due(&app, &|| true).await.unwrap());
    let undone = intake::find(&app, &ctx, import.id).await.unwrap();
    assert!(undone.undone_at.is_some() && undone.work.is_none(), "{undone:?}");
    assert_eq!(count(&app, "tab=all&status=Lost").await, 405);
    let rows = outcome::deals(&app, &ctx, &undone, 0, 10).await.unwrap();
    assert!(rows.iter().all(|row| row.deal.as_ref().is_some_and(|deal| deal.state == DealState::Undone)));
    assert!(audit::verify(&app).await.unwrap().findings.is_empty());
}

async fn two_who_import_the_same_file_at_once_make_each_deal_once(store: Store) {
    organizations(&store).await;
    let (app, ctx) = (app(&store), contoso());
    let file = many(200);
    let (one, other) = futures_util::future::join(
        bring_in(&app, &ctx, &file, "a.csv", true),
        bring_in(&app, &ctx, &file, "b.csv", true),
    )
    .await;
    let (one, other) = (one.unwrap(), other.unwrap());
    let deals = |ran: &Ran| ran.rows.iter().filter_map(|row| row.outcome.deal()).collect::<Vec<_>>();
    assert_eq!(deals(&one), deals(&other));
    assert_eq!(one.import.unwrap().id, other.import.unwrap().id);
    assert_eq!(count(&app, "tab=all").await, 180);
}

async fn an_uploaded_file_is_its_persons_alone_and_forgotten(store: Store) {
    let app = app(&store);
    let ctx = ada(&store, &app).await;
    let mut ids = Vec::new();
    for _ in 0..=files::MAX_FILES {
        ids.push(files::upload(&app, &ctx, "a.csv", FILE.as_bytes().to_vec()).await.unwrap().id);
    }
    assert_eq!(files::list(&app, &ctx).await.unwrap().len(), files::MAX_FILES);
    let last = ids[files::MAX_FILES];
    let (file, sheet) = files::open(&app, &ctx, last).await.unwrap();
    assert_eq!((file.file_hash, sheet.count), (sheet.hash.clone(), 2));
    let other = contoso();
    assert!(matches!(files::open(&app, &other, last).await, Err(AppError::NotFound)));
    assert!(matches!(files::start(&app, &other, last, true).await, Err(AppError::NotFound)));
    assert!(matches!(files::forget(&app, &other, last).await, Err(AppError::NotFound)));
    let empty = files::upload(&app, &ctx, "a.csv", b"Deal name,Value\n\n".to_vec()).await;
    assert!(matches!(empty, Err(AppError::Invalid(ref why)) if why[0].code == "no_rows"), "{empty:?}");
    let gone = store.forget_import_files(app.clock.now().plus_seconds(1)).await.unwrap();
    assert_eq!(gone, files::MAX_FILES as u64);
    assert!(matches!(files::open(&app, &ctx, last).await, Err(AppError::NotFound)));
}
