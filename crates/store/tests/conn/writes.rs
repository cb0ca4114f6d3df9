//! One write is one transaction, whoever else is writing.

use std::time::Duration;

use ortak_store::conn::{Database, DbError, Dialect, OpenOptions, Statement};

use crate::{Fixture, count, insert};

on_both! {
    an_unmet_expectation_undoes_everything
    a_unique_violation_is_named_and_undone
    a_missing_parent_is_a_foreign_key_error
    concurrent_writers_each_get_their_own_answer
    a_write_outlives_its_caller
    a_long_queue_is_worked_off
    conflicting_increments_all_count
    what_fails_among_others_leaves_nothing_and_they_count_once
    many_statements_in_one_write
    who_is_refused_finds_the_first
}

async fn an_unmet_expectation_undoes_everything(fixture: Fixture) {
    fixture.database.write(vec![insert(1, "one")]).await.unwrap();
    let update = Statement::new("update item", "UPDATE item SET name = 'x' WHERE id = $1", vec![7.into()]);
    let error = fixture
        .database
        .write(vec![insert(2, "two"), update.clone().expect_rows(1), insert(3, "three")])
        .await
        .unwrap_err();
    assert_eq!(error, DbError::Expectation { label: "update item", expected: 1, found: 0 });
    assert_eq!(fixture.count().await, 1);
    let counts = fixture.database.write(vec![insert(2, "two"), update.expect_rows(0)]).await.unwrap();
    assert_eq!(counts, [1, 0]);
    let returning =
        Statement::new("touch", "UPDATE item SET flag = NULL RETURNING id", vec![]).expect_rows(1);
    for error in [
        fixture.database.write(vec![returning.clone()]).await.unwrap_err(),
        fixture.database.write_returning(vec![returning]).await.unwrap_err(),
    ] {
        assert_eq!(error, DbError::Expectation { label: "touch", expected: 1, found: 2 });
    }
}

async fn a_unique_violation_is_named_and_undone(fixture: Fixture) {
    fixture.database.write(vec![insert(1, "one")]).await.unwrap();
    let error = fixture.database.write(vec![insert(2, "two"), insert(3, "one")]).await.unwrap_err();
    let DbError::Unique { label, constraint } = error else { panic!("{error}") };
    assert_eq!(label, "insert item");
    let expected = match fixture.database.dialect() {
        Dialect::Sqlite => "item.name",
        Dialect::Postgres => "item_name_key",
    };
    assert_eq!(constraint, expected);
    let error = fixture.database.write(vec![insert(1, "other")]).await.unwrap_err();
    assert!(matches!(error, DbError::Unique { .. }), "{error}");
    assert_eq!(fixture.count().await, 1);
    let index = "CREATE UNIQUE INDEX item_lower ON item (lower(name))";
    fixture.database.write(vec![Statement::new("index", index, vec![])]).await.unwrap();
    let error = fixture.database.write(vec![insert(2, "ONE")]).await.unwrap_err();
    assert_eq!(error, DbError::Unique { label: "insert item", constraint: "item_lower".to_owned() });
}

async fn a_missing_parent_is_a_foreign_key_error(fixture: Fixture) {
    let orphan = |id: i64, parent: i64| {
        let sql = "INSERT INTO item (id, parent) VALUES ($1, $2)";
        vec![Statement::new("orphan", sql, vec![id.into(), parent.into()])]
    };
    // The constraint is checked at the end of the transaction, where SQLite may hold other writes too.
    let results = futures_util::future::join_all((0..32).map(|id| {
        let database = fixture.database.clone();
        let statements = if id % 8 == 0 { orphan(id, 1000) } else { orphan(id, id) };
        async move { (id, database.write(statements).await) }
    }))
    .await;
    for (id, result) in results {
        match result {
            Ok(counts) => assert!(id % 8 != 0 && counts == [1], "{id}"),
            Err(DbError::ForeignKey { .. }) => assert!(id % 8 == 0, "{id}"),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(fixture.count().await, 28);
}

async fn concurrent_writers_each_get_their_own_answer(fixture: Fixture) {
    fixture.database.write(vec![insert(-1, "taken")]).await.unwrap();
    let results = futures_util::future::join_all((0..64_i64).map(|id| {
        let database = fixture.database.clone();
        let mut statements = vec![insert(id * 2, &format!("{id}a"))];
        match id % 4 {
            1 => statements.push(insert(id * 2 + 1, "taken")),
            2 => statements
                .push(Statement::new("missing", "DELETE FROM item WHERE id = -7", vec![]).expect_rows(1)),
            _ => statements.push(insert(id * 2 + 1, &format!("{id}b"))),
        }
        tokio::spawn(async move { (id, database.write(statements).await) })
    }))
    .await;
    for result in results {
        match result.unwrap() {
            (id, Ok(counts)) => assert!([0, 3].contains(&(id % 4)) && counts == [1, 1], "{id}"),
            (id, Err(DbError::Unique { label: "insert item", .. })) => assert_eq!(id % 4, 1),
            (id, Err(DbError::Expectation { label: "missing", .. })) => assert_eq!(id % 4, 2),
            (id, Err(error)) => panic!("{id}: {error}"),
        }
    }
    assert_eq!(fixture.count().await, 65);
}

async fn a_write_outlives_its_caller(fixture: Fixture) {
    for id in 0..50 {
        let write = fixture
            .database
            .write(vec![insert(id, &id.to_string()), insert(id + 100, &(id + 100).to_string())]);
        // Polled once, so that it has begun, and dropped.
        let _ = tokio::time::timeout(Duration::ZERO, write).await;
    }
    let mut found = 0;
    for _ in 0..200 {
        found = fixture.count().await;
        if found == 100 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(found, 100);
    // Reads that are dropped leave the connections usable.
    for _ in 0..50 {
        let read = fixture.database.query("SELECT id FROM item", vec![]);
        let _ = tokio::time::timeout(Duration::ZERO, read).await;
    }
    assert_eq!(fixture.count().await, 100);
}

async fn a_long_queue_is_worked_off(fixture: Fixture) {
    // Far more writers than room in the queue, or connections in the pool.
    let options =
        OpenOptions { write_queue: 4, group_limit: 3, pool_size: 2, readers: 1, ..fixture.options.clone() };
    let database = Database::open(&fixture.url, &options).await.unwrap();
    let writers: Vec<_> = (0..300)
        .map(|id| {
            let database = database.clone();
            tokio::spawn(async move {
                database.write(vec![insert(id, &id.to_string())]).await?;
                database.query("SELECT id FROM item WHERE id = $1", vec![id.into()]).await
            })
        })
        .collect();
    for writer in writers {
        assert_eq!(writer.await.unwrap().unwrap().len(), 1);
    }
    assert_eq!(count(&database).await, 300);
    database.close().await;
}

async fn conflicting_increments_all_count(fixture: Fixture) {
    fixture.database.write(vec![insert(1, "a"), insert(2, "b")]).await.unwrap();
    // Opposite orders deadlock on PostgreSQL, which are tried again.
    let bump = |id: i64| {
        Statement::new("bump", "UPDATE item SET name = name || '+' WHERE id = $1", vec![id.into()])
            .expect_rows(1)
    };
    let writers: Vec<_> = (0..12)
        .map(|turn| {
            let database = fixture.database.clone();
            let statements = if turn % 2 == 0 { vec![bump(1), bump(2)] } else { vec![bump(2), bump(1)] };
            tokio::spawn(async move { database.write(statements).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    let rows = fixture.database.query("SELECT length(name) FROM item", vec![]).await.unwrap();
    assert!(rows.iter().all(|row| row.int(0).unwrap() == 13));
}

async fn what_fails_among_others_leaves_nothing_and_they_count_once(fixture: Fixture) {
    fixture.database.write(vec![insert(1, "a")]).await.unwrap();
    let writers: Vec<_> = (0..150)
        .map(|number| {
            let bump = "UPDATE item SET name = name || '+' WHERE id = 1";
            let mut statements = vec![Statement::new("bump", bump, vec![])];
            let fails = number % 50 == 49;
            if fails {
                let missing = Statement::new("missing", "DELETE FROM item WHERE id = -7", vec![]);
                statements.push(missing.expect_rows(1));
            }
            let database = fixture.database.clone();
            tokio::spawn(async move { (fails, database.write(statements).await) })
        })
        .collect();
    for writer in writers {
        let (fails, result) = writer.await.unwrap();
        assert_eq!(result.is_err(), fails, "{result:?}");
    }
    let rows = fixture.database.query("SELECT length(name) FROM item", vec![]).await.unwrap();
    assert_eq!(rows[0].int(0).unwrap(), 1 + 147);
}

async fn many_statements_in_one_write(fixture: Fixture) {
    let statements: Vec<_> = (0..500).map(|id| insert(id, &id.to_string()).expect_rows(1)).collect();
    assert_eq!(fixture.database.write(statements).await.unwrap().len(), 500);
    assert_eq!(fixture.count().await, 500);
    let mut statements: Vec<_> = (500..900).map(|id| insert(id, &id.to_string())).collect();
    statements.push(insert(0, "again"));
    let error = fixture.database.write(statements).await.unwrap_err();
    assert!(matches!(error, DbError::Unique { .. }), "{error}");
    assert_eq!(fixture.count().await, 500);
}

async fn who_is_refused_finds_the_first(fixture: Fixture) {
    for round in 0..10 {
        let name = format!("round {round}");
        let tasks = (0..100).map(|number| {
            let (database, name) = (fixture.database.clone(), name.clone());
            tokio::spawn(async move {
                let id = round * 100 + number;
                match database.write(vec![insert(id, &name)]).await {
                    Ok(_) => true,
                    Err(DbError::Unique { .. }) => {
                        let sql = "SELECT id FROM item WHERE name = $1";
                        let found = database.query(sql, vec![name.into()]).await.unwrap();
                        assert_eq!(found.len(), 1, "told that there is another, and there was none");
                        false
                    }
                    Err(error) => panic!("{error}"),
                }
            })
        });
        let mut first = 0;
        for task in tasks.collect::<Vec<_>>() {
            first += usize::from(task.await.unwrap());
        }
        assert_eq!(first, 1);
    }
}
