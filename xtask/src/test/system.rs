//! What tests need from the system, and how they get it.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Command;

use crate::process;

/// Makes sure that something is there, by installing Debian packages where that can be done. Otherwise the
/// error names them.
pub fn ensure(packages: &[&str], is_there: impl Fn() -> bool) -> Result<(), String> {
    if is_there() {
        return Ok(());
    }
    let names = packages.join(" ");
    if !can_install() {
        return Err(format!("needs the system packages {names} (Debian: apt-get install {names})"));
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-qq", "-o", "DPkg::Lock::Timeout=120"]);
        process::succeeds(command.args(arguments)).unwrap_or(false)
    };
    let install = [["install", "-y", "--no-install-recommends"].as_slice(), packages].concat();
    // An old list of packages may name versions that are no longer there, an update may fail for an unrelated
    // source: only what is there in the end counts.
    apt(&["update"]);
    apt(&install);
    if is_there() { Ok(()) } else { Err(format!("the system packages {names} could not be installed")) }
}

/// On Debian and its children, as root.
fn can_install() -> bool {
    let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    is_root && Path::new("/etc/debian_version").is_file()
}
