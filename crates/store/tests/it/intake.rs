//! Deals as files: what a list exports, and what a file brings in and takes back.

use calamine::{Data, Reader as _};
use futures_util::{StreamExt as _, pin_mut};
use jiff::tz::TimeZone;
use ortak_app::port::{Accounts as _, DealImport};
use ortak_app::referral::change::{self, Change};
use ortak_app::workspace::export::{self, Column, Export};
use ortak_app::workspace::intake::{self, Mapping, RowOutcome, RowReport, Sheet, Target, undo};
use ortak_app::workspace::{ListView, list};
use ortak_app::{App, AppError, Ctx, audit};
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

async fn try_out(
    app: &App,
    ctx: &Ctx,
    sheet: &Sheet,
    mapping: &Mapping,
) -> Result<Vec<RowReport>, AppError> {
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
    assert!(again.rows.iter().all(|row| matches!(row.outcome, RowOutcome::Unchanged { .. })), "{:?}", again.rows);
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
    let Err(AppError::Invalid(problems)) = try_out(&app, &ctx, &sheet, &unmapped).await
    else {
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
        (&b""[..], "required"),
        (b"\xff\xfe\x00", "invalid_encoding"),
        (b"\n\n", "required"),
        (&vec![b'x'; intake::MAX_BYTES + 1][..], "too_long"),
        ((0..300).map(|i| i.to_string()).collect::<Vec<_>>().join(",").as_bytes(), "too_many_items"),
        (("a\n".to_owned() + &"1\n".repeat(intake::MAX_ROWS + 1)).as_bytes(), "too_many_items"),
    ] {
        let Err(AppError::Invalid(problems)) = intake::read(bytes) else { panic!("{code} was taken") };
        assert_eq!(problems[0].code, code);
    }
}
