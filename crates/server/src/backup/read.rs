//! Reading a backup, twice: once to see that it is whole, once to use it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context as _, bail};
use flate2::read::MultiGzDecoder;
use ortak_store::conn::Value;
use sha2::{Digest as _, Sha256};

use super::{Counts, FORMAT, Header, TableLine, Trailer, VERSION, from_json};

/// What a whole backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub header: Header,
    pub rows: Counts,
}

/// Reads all of it and compares the checksum and the counts.
pub fn verify(path: &Path) -> anyhow::Result<Contents> {
    let mut lines = Lines::open(path)?;
    let check = |lines: &mut Lines| -> anyhow::Result<Contents> {
        let header = lines.header()?;
        let mut rows = Counts::new();
        let mut table: Option<String> = None;
        let trailer = loop {
            let hash = lines.hash.clone();
            match lines.next()?.context("the end is missing")? {
                Line::Trailer(trailer) if hex::encode(hash.finalize()) == trailer.sha256 => break trailer,
                Line::Trailer(_) => bail!("the checksum does not fit the content"),
                Line::Table(line) => {
                    rows.insert(line.table.clone(), 0);
                    table = Some(line.table);
                }
                Line::Row(_) => {
                    let name = table.as_ref().context("a row stands before the first table")?;
                    *rows.entry(name.clone()).or_default() += 1;
                }
            }
        };
        if lines.next()?.is_some() {
            bail!("something stands behind the end");
        }
        if rows != trailer.rows {
            bail!("the number of rows is not what the end says");
        }
        Ok(Contents { header, rows })
    };
    check(&mut lines).with_context(|| format!("{} is no usable backup", path.display()))
}

/// The rows of a backup that has been verified.
pub struct Reading {
    lines: Lines,
}

/// What comes next.
#[derive(Debug)]
pub enum Item {
    Table(TableLine),
    Row(Vec<Value>),
}

impl Reading {
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let mut lines = Lines::open(path)?;
        lines.header()?;
        Ok(Self { lines })
    }

    /// None at the end.
    pub fn next(&mut self) -> anyhow::Result<Option<Item>> {
        Ok(match self.lines.next()?.context("the end is missing")? {
            Line::Table(line) => Some(Item::Table(line)),
            Line::Row(values) => Some(Item::Row(values)),
            Line::Trailer(_) => None,
        })
    }
}

enum Line {
    Table(TableLine),
    Row(Vec<Value>),
    Trailer(Trailer),
}

struct Lines {
    hash: Sha256,
    input: BufReader<MultiGzDecoder<BufReader<File>>>,
    line: Vec<u8>,
}

impl Lines {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| format!("{} can't be opened", path.display()))?;
        let input = BufReader::new(MultiGzDecoder::new(BufReader::new(file)));
        Ok(Self { hash: Sha256::new(), input, line: Vec::new() })
    }

    /// The bytes of the next line, hashed; false at the end.
    fn advance(&mut self) -> anyhow::Result<bool> {
        self.line.clear();
        self.input.read_until(b'\n', &mut self.line).context("it is damaged or cut off")?;
        self.hash.update(&self.line);
        Ok(!self.line.is_empty())
    }

    fn header(&mut self) -> anyhow::Result<Header> {
        self.advance()?;
        let header: Header = serde_json::from_slice(&self.line).context("it does not begin like a backup")?;
        if header.format != FORMAT {
            bail!("it does not begin like a backup");
        }
        if header.version != VERSION {
            bail!("its format is version {}, this program reads {VERSION}", header.version);
        }
        Ok(header)
    }

    fn next(&mut self) -> anyhow::Result<Option<Line>> {
        if !self.advance()? {
            return Ok(None);
        }
        let value: serde_json::Value = serde_json::from_slice(&self.line).context("a line is not JSON")?;
        let line = match value {
            serde_json::Value::Array(values) => {
                let values = values.into_iter().map(from_json).collect::<Option<_>>();
                Line::Row(values.context("a row has a value of an unknown kind")?)
            }
            value if value.get("sha256").is_some() => Line::Trailer(serde_json::from_value(value)?),
            value => Line::Table(serde_json::from_value(value).context("a line is of an unknown kind")?),
        };
        Ok(Some(line))
    }
}
