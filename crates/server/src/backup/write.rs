//! Writing a backup.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use ortak_domain::Time;
use ortak_store::conn::{Database, Dialect, Row};
use ortak_store::dump::{Reader, Table};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{Counts, FORMAT, Header, TableLine, Trailer, VERSION, to_json};

/// Writes a backup of this moment to a file that must not be there. Others may go on writing meanwhile. It is
/// complete and on the disk when this returns; until then it has another name.
pub async fn write(db: &Database, path: &Path, now: Time) -> anyhow::Result<Counts> {
    if path.try_exists()? {
        bail!("{} is there already", path.display());
    }
    let partial = partial(path);
    let written = write_partial(db, &partial, now).await.and_then(|counts| {
        fs::rename(&partial, path)?;
        sync_folder(path)?;
        Ok(counts)
    });
    if written.is_err() {
        // Best effort: the error that led here is the one to tell.
        let _ = fs::remove_file(&partial);
    }
    written.with_context(|| format!("the backup {} could not be written", path.display()))
}

/// `FILE.partial`.
fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

async fn write_partial(db: &Database, path: &Path, now: Time) -> anyhow::Result<Counts> {
    // The snapshot first: the moment of the backup is when it was asked for.
    let reader = Reader::open(db).await?;
    let mut lines = Lines::create(path)?;
    lines.write(&Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        schema: reader.schema(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: now,
        dialect: match db.dialect() {
            Dialect::Sqlite => "sqlite".to_owned(),
            Dialect::Postgres => "postgres".to_owned(),
        },
    })?;
    let mut counts = Counts::new();
    for table in reader.tables() {
        let columns: Vec<String> = table.columns().map(str::to_owned).collect();
        let width = columns.len();
        lines.write(&TableLine { table: table.name.to_owned(), columns })?;
        counts.insert(table.name.to_owned(), write_rows(&reader, table, width, &mut lines).await?);
    }
    lines.finish(counts)
}

async fn write_rows(reader: &Reader, table: &Table, width: usize, lines: &mut Lines) -> anyhow::Result<u64> {
    let mut last: Option<Row> = None;
    let mut count = 0;
    loop {
        let mut page = reader.page(table, last.as_ref()).await?;
        for row in &page {
            let values = (0..width).map(|at| row.value(at).map(to_json)).collect::<Result<Vec<_>, _>>()?;
            lines.write(&values)?;
        }
        count += page.len() as u64;
        match page.pop() {
            Some(row) => last = Some(row),
            None => return Ok(count),
        }
    }
}

/// Lines on their way to the file.
struct Lines {
    hash: Sha256,
    out: GzEncoder<BufWriter<File>>,
    line: Vec<u8>,
}

impl Lines {
    /// Readable by its owner alone: the rows are personal data and hashes.
    fn create(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let out = GzEncoder::new(BufWriter::new(options.open(path)?), Compression::default());
        Ok(Self { hash: Sha256::new(), out, line: Vec::new() })
    }

    fn write(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, value)?;
        self.line.push(b'\n');
        self.hash.update(&self.line);
        Ok(self.out.write_all(&self.line)?)
    }

    fn finish(mut self, counts: Counts) -> anyhow::Result<Counts> {
        let sha256 = hex::encode(self.hash.clone().finalize());
        let trailer = Trailer { rows: counts, sha256 };
        self.write(&trailer)?;
        let file = self.out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(trailer.rows)
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
