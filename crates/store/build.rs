//! The migrations are embedded by a macro, which cargo cannot see reading their folder.
fn main() {
    // Cargo reads its instructions from standard output.
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "cargo::rerun-if-changed=migrations");
}
