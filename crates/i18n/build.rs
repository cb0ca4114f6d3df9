//! Lists the message files of every language, so that a new file is taken without being named anywhere.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let locales = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("no folder of the crate")?)
        .join("../../locales")
        .canonicalize()?;
    println!("cargo::rerun-if-changed={}", locales.display());
    let mut list = String::from("&[\n");
    for folder in sorted(&locales)? {
        let Some(language) = folder.file_name().and_then(|name| name.to_str()) else { continue };
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in sorted(&folder)? {
            if file.extension().is_some_and(|extension| extension == "ftl") {
                println!("cargo::rerun-if-changed={}", file.display());
                let path = file.to_str().ok_or("a path that is no text")?;
                writeln!(list, "    ({language:?}, include_str!({path:?})),")?;
            }
        }
    }
    list.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no folder for output")?);
    fs::write(out.join("files.rs"), list)?;
    Ok(())
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    found.sort();
    Ok(found)
}
