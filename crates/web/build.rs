//! Bundles the pages' scripts, styles, icons and font into the binary: `npm ci`, then `static/build.mjs`.

#![expect(clippy::disallowed_methods, reason = "build scripts are told everything by the environment")]
#![expect(clippy::expect_used, clippy::panic, reason = "a build script fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What npm needs to know, and the bundler.
const FILES: [&str; 3] = ["package.json", "package-lock.json", "static/build.mjs"];

fn main() {
    for path in ["package.json", "package-lock.json", "static"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let source = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo names the folder")).join("assets");
    fs::create_dir_all(&out).expect("the folder can be made");
    let lock = fs::read(source.join("package-lock.json")).expect("the lock file is there");
    let installed = out.join("installed-lock.json");
    let fresh = fs::read(&installed).is_ok_and(|of| of == lock);
    for file in FILES {
        let name = Path::new(file).file_name().expect("they are files");
        fs::copy(source.join(file), out.join(name)).expect("the file can be copied");
    }
    if !fresh {
        // No install scripts: what is needed comes as packages.
        run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&out));
        fs::write(installed, lock).expect("the folder can be written");
    }
    let _ = fs::remove_dir_all(out.join("files"));
    run(Command::new("node").arg("build.mjs").arg(source.join("static")).arg(&out).current_dir(&out));
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!(
            "{} can't be started ({error}); Node.js 20 and npm are needed",
            command.get_program().display()
        )
    });
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
