//! Files and connections, set up the same way everywhere.

use std::fs;
use std::io;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};

use super::super::OpenOptions;
use super::super::error::DbError;
use super::run::db_error;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Writer,
    Reader,
}

/// Creates the file when it is absent, readable by its owner alone: it holds personal data and hashes. SQLite
/// gives the files next to it the same permissions.
pub(super) fn prepare_file(path: &Path) -> Result<(), DbError> {
    if path.as_os_str().is_empty() {
        return Err(DbError::Config("the path of the database file is empty".to_owned()));
    }
    if path.is_dir() {
        return Err(DbError::Config(format!("{} is a folder, not a database file", path.display())));
    }
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !parent.is_dir() {
        return Err(DbError::Config(format!(
            "the folder {} of the database file does not exist",
            parent.display()
        )));
    }
    let mut creation = fs::OpenOptions::new();
    creation.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut creation, 0o600);
    let created = match creation.open(path) {
        // SQLite syncs the folder when it creates a log, but this entry is ours.
        Ok(_) => fs::File::open(parent).and_then(|folder| folder.sync_all()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    };
    created.map_err(|error| DbError::Config(format!("cannot create {}: {error}", path.display())))
}

/// Opens a connection to an existing file.
pub(super) fn connect(path: &Path, role: Role, options: &OpenOptions) -> Result<Connection, DbError> {
    // Each connection is used by one thread at a time, so SQLite's own mutexes are not needed.
    let access = match role {
        Role::Writer => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Role::Reader => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| db_error("open", &error))?;
    configure(&connection, role, options).map_err(|error| db_error("open", &error))?;
    if role == Role::Writer {
        let mode: String = connection
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
            .map_err(|error| db_error("open", &error))?;
        if mode != "wal" {
            return Err(DbError::Config(format!(
                "{} is on a file system without write-ahead logging (journal mode {mode})",
                path.display()
            )));
        }
    }
    Ok(connection)
}

fn configure(connection: &Connection, role: Role, options: &OpenOptions) -> rusqlite::Result<()> {
    connection.busy_timeout(options.busy_timeout)?;
    // Otherwise each new value of a parameter has the statement parsed and planned again.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // `trusted_schema = OFF`: a tampered file must not run functions with side effects.
    connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
    )?;
    match role {
        Role::Writer => {
            // FULL: in WAL mode NORMAL may lose acknowledged commits on power loss. The log is checkpointed at
            // 16 MB instead of 4 MB, which spares hot pages most of their copies, and truncated after bursts.
            connection.execute_batch(
                "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000;
                 PRAGMA journal_size_limit = 67108864;",
            )?;
            connection.set_prepared_statement_cache_capacity(256);
        }
        Role::Reader => {
            connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -4096;")?;
            connection.set_prepared_statement_cache_capacity(128);
        }
    }
    // Innocuous, so that indexes and triggers may use it although the schema is not trusted.
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("ortak_lower", 1, flags, |context| {
        let text = context.get_raw(0).as_str_or_null()?;
        Ok(text.map(str::to_lowercase))
    })?;
    // For the migration that fills the keys by which lists are sorted.
    connection.create_scalar_function("ortak_sort_key", 1, flags, |context| {
        let text = context.get_raw(0).as_str_or_null()?;
        Ok(text.map(ortak_domain::text::sort_key))
    })
}
