//! What goes in and comes out: values, parameters, rows.

use ortak_store::conn::{DbError, Dialect, Row, Statement, Value};

use crate::{Fixture, insert};

on_both! {
    values_come_back_as_they_went_in
    null_fits_every_type
    parameters_go_by_number
    parameter_mistakes_are_errors
    impossible_rows_are_errors
    returning_gives_rows
    counts_are_of_affected_rows
}

async fn values_come_back_as_they_went_in(fixture: Fixture) {
    let long = "ş".repeat(100_000);
    let texts = ["", "plain", "İıŞş Ünïcödé 東京 🦀", "$1 '' \" \\ \n\t", "'$.a'", long.as_str()];
    let large = vec![7; 70_000];
    let bytes: [&[u8]; 4] = [b"", b"\0\x01\xff", &large, "ş".as_bytes()];
    let mut id = 0;
    for text in texts {
        for data in bytes {
            for flag in [Some(true), Some(false), None] {
                id += 1;
                let sql = "INSERT INTO item (id, name, flag, data) VALUES ($1, $2, $3, $4)";
                let params =
                    vec![Value::from(id), format!("{id}{text}").into(), flag.into(), data.to_vec().into()];
                fixture.database.write(vec![Statement::new("insert", sql, params)]).await.unwrap();
                let sql = "SELECT id, name, flag, data FROM item WHERE id = $1";
                let mut row = fixture.database.query_opt(sql, vec![id.into()]).await.unwrap().unwrap();
                assert_eq!(row.int(0).unwrap(), id);
                assert_eq!(row.opt_bool(2).unwrap(), flag);
                assert_eq!(row.bytes(3).unwrap(), data);
                assert_eq!(row.take_text(1).unwrap(), format!("{id}{text}"));
                assert!(row.take_text(1).is_err(), "taken");
            }
        }
    }
    for number in [i64::MIN, -1, 0, i64::MAX] {
        fixture
            .database
            .write(vec![
                Statement::new("insert", "INSERT INTO item (id, name) VALUES ($1, '')", vec![number.into()])
                    .expect_rows(1),
            ])
            .await
            .unwrap();
        let sql = "DELETE FROM item WHERE id = $1 RETURNING id, name";
        let rows = fixture
            .database
            .write_returning(vec![Statement::new("delete", sql, vec![number.into()])])
            .await
            .unwrap();
        assert_eq!(rows[0][0].int(0).unwrap(), number);
        assert_eq!(rows[0][0].text(1).unwrap(), "");
    }
}

async fn null_fits_every_type(fixture: Fixture) {
    let sql = "INSERT INTO item (id, name, flag, data, parent) VALUES ($1, $2, $3, $4, $5)";
    let params = vec![1.into(), Value::Null, None::<bool>.into(), None::<Vec<u8>>.into(), None::<i64>.into()];
    fixture.database.write(vec![Statement::new("insert", sql, params)]).await.unwrap();
    let sql = "SELECT name, flag, data, parent FROM item WHERE name IS NULL AND coalesce($1, id) = id";
    let row = fixture.database.query_opt(sql, vec![Value::Null]).await.unwrap().unwrap();
    assert_eq!(row.opt_text(0).unwrap(), None);
    assert_eq!(row.opt_bool(1).unwrap(), None);
    assert_eq!(row.opt_bytes(2).unwrap(), None);
    assert_eq!(row.opt_int(3).unwrap(), None);
}

async fn parameters_go_by_number(fixture: Fixture) {
    let sql = "SELECT cast($10 AS bigint), cast($1 AS bigint), cast($2 AS bigint), '$1', '$.json.path $11',
                   cast($1 AS bigint) + cast($9 AS bigint), $3::bigint, $4::text -- $12
               WHERE $5 = 5::bigint AND $6 = 6::bigint AND $7 = 7::bigint AND $8 = 8::bigint";
    // SQLite has no casts on literals.
    let sql = match fixture.database.dialect() {
        Dialect::Sqlite => sql
            .replace("5::bigint", "5")
            .replace("6::bigint", "6")
            .replace("7::bigint", "7")
            .replace("8::bigint", "8"),
        Dialect::Postgres => sql.to_owned(),
    };
    let mut params: Vec<Value> = (1..=10_i64).map(Value::from).collect();
    params[3] = "vier".into();
    let row = fixture.database.query_opt(sql, params).await.unwrap().unwrap();
    assert_eq!(row.int(0).unwrap(), 10);
    assert_eq!(row.int(1).unwrap(), 1);
    assert_eq!(row.int(2).unwrap(), 2);
    assert_eq!(row.text(3).unwrap(), "$1");
    assert_eq!(row.text(4).unwrap(), "$.json.path $11");
    assert_eq!(row.int(5).unwrap(), 10);
    assert_eq!(row.int(6).unwrap(), 3);
    assert_eq!(row.text(7).unwrap(), "vier");
}

async fn parameter_mistakes_are_errors(fixture: Fixture) {
    let sql = "SELECT id FROM item WHERE id = $1 AND parent = $2";
    for params in [vec![], vec![1.into()], vec![1.into(), 2.into(), 3.into()]] {
        let error = fixture.database.query(sql, params).await.unwrap_err();
        assert!(matches!(error, DbError::Sql(_)), "{error}");
    }
    let error = fixture.database.query("SELECT nonsense FROM", vec![]).await.unwrap_err();
    assert!(matches!(error, DbError::Sql(ref cause) if cause.label == "query"), "{error}");
    if fixture.database.dialect() == Dialect::Postgres {
        for (sql, value) in [
            ("SELECT 1 WHERE $1 = true", Value::Int(1)),
            ("SELECT $1::text", Value::Int(1)),
            ("SELECT $1::smallint", Value::Int(70_000)),
            ("SELECT $1::bytea", Value::Text(String::new())),
        ] {
            let error = fixture.database.query(sql, vec![value]).await.unwrap_err();
            assert!(matches!(error, DbError::Sql(_)), "{error}");
        }
        // Text may be read as any type by the server.
        let sql = "SELECT ($1::jsonb)->>'a', $2::numeric = 1.5, ($3::jsonb), $4::int, $5::smallint, $6::numeric::text";
        let params: Vec<Value> =
            vec!["{\"a\": \"ş\"}".into(), "1.5".into(), "[1]".into(), 4.into(), 5.into(), 6.into()];
        let row = fixture.database.query_opt(sql, params).await.unwrap().unwrap();
        assert_eq!(row.text(0).unwrap(), "ş");
        assert!(row.bool(1).unwrap());
        assert_eq!(row.text(2).unwrap(), "[1]");
        assert_eq!((row.int(3).unwrap(), row.int(4).unwrap()), (4, 5));
        assert_eq!(row.text(5).unwrap(), "6");
    }
    // The connections are as good as before.
    assert_eq!(fixture.count().await, 0);
}

async fn impossible_rows_are_errors(fixture: Fixture) {
    fn corrupt<T: std::fmt::Debug>(result: Result<T, DbError>) -> String {
        match result {
            Err(DbError::Corrupt(reason)) => reason,
            other => panic!("{other:?}"),
        }
    }
    let sql = "SELECT 'text', 2, NULL";
    let mut row: Row = fixture.database.query_opt(sql, vec![]).await.unwrap().unwrap();
    assert_eq!(corrupt(row.int(0)), "column 0: expected an integer, found text");
    assert_eq!(corrupt(row.text(1)), "column 1: expected text, found an integer");
    assert_eq!(corrupt(row.take_text(1)), "column 1: expected text, found an integer");
    assert_eq!(corrupt(row.bool(1)), "column 1: expected a boolean, found an integer");
    assert_eq!(corrupt(row.bytes(0)), "column 0: expected bytes, found text");
    assert_eq!(corrupt(row.text(2)), "column 2: expected text, found null");
    assert_eq!(corrupt(row.opt_text(3)), "column 3: the row has 3 columns");
    assert_eq!(row.int(1).unwrap(), 2);
    let sql = match fixture.database.dialect() {
        Dialect::Sqlite => "SELECT 1, 1.5",
        Dialect::Postgres => "SELECT 1, 1.5::float8",
    };
    let reason = corrupt(fixture.database.query(sql, vec![]).await);
    assert!(reason.starts_with("column 1: unsupported type"), "{reason}");
    fixture.database.write(vec![insert(1, "a"), insert(2, "b")]).await.unwrap();
    corrupt(fixture.database.query_opt("SELECT id FROM item", vec![]).await);
}

async fn returning_gives_rows(fixture: Fixture) {
    let sql = "INSERT INTO item (id, name) VALUES ($1, $2), ($3, $4) RETURNING id, name";
    let params = vec![1.into(), "a".into(), 2.into(), "b".into()];
    let two = Statement::new("two", sql, params).expect_rows(2);
    let update = Statement::new("flag", "UPDATE item SET flag = $1", vec![true.into()]).expect_rows(2);
    let none = Statement::new("none", "DELETE FROM item WHERE id = 99 RETURNING id", vec![]);
    let rows = fixture.database.write_returning(vec![two, update, none]).await.unwrap();
    let ids: Vec<_> = rows[0].iter().map(|row| (row.int(0).unwrap(), row.text(1).unwrap())).collect();
    assert_eq!(ids, [(1, "a"), (2, "b")]);
    assert!(rows[1].is_empty() && rows[2].is_empty());
}

async fn counts_are_of_affected_rows(fixture: Fixture) {
    let counts = fixture
        .database
        .write(vec![
            insert(1, "a"),
            insert(2, "b"),
            Statement::new("create", "CREATE TABLE other (id INTEGER)", vec![]),
            Statement::new("update", "UPDATE item SET flag = flag", vec![]),
            Statement::new("returning", "UPDATE item SET name = name RETURNING id", vec![]),
            Statement::new("keep", "INSERT INTO item (id) VALUES (1) ON CONFLICT DO NOTHING", vec![]),
        ])
        .await
        .unwrap();
    assert_eq!(counts, [1, 1, 0, 2, 2, 0]);
    assert!(fixture.database.write(vec![]).await.unwrap().is_empty());
}
