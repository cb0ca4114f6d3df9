//! Running other programs.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, IsTerminal as _};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use crate::output;

/// Shows the command, runs it with this process's output, and says whether it succeeded.
pub fn succeeds(command: &mut Command) -> Result<bool> {
    output::line(format_args!("$ {}", shown(command)));
    let status = command.stdin(Stdio::null()).status().with_context(|| missing(command))?;
    Ok(status.success())
}

/// Like [`succeeds`], and looks at each line of standard error, which is shown all the same.
pub fn watch_errors(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool> {
    output::line(format_args!("$ {}", shown(command)));
    let mut child =
        command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().with_context(|| missing(command))?;
    for line in child.stderr.take().map(BufReader::new).into_iter().flat_map(BufReader::lines) {
        let line = line?;
        see(&line);
        output::problem(&line);
    }
    Ok(child.wait()?.success())
}

/// Whether a program answers when asked without output.
pub fn answers(command: &mut Command) -> bool {
    let asked = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// Whether somebody watches, who likes colours.
pub fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}

fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(OsStr::to_string_lossy).map(hide_token).collect::<Vec<_>>().join(" ")
}

/// A log is no place for credentials, not even for those of a demo.
fn hide_token(word: std::borrow::Cow<'_, str>) -> String {
    match word.split_once("Bearer ") {
        Some((before, _)) => format!("'{before}Bearer …'"),
        None if word.contains(' ') => format!("'{word}'"),
        None => word.into_owned(),
    }
}

fn missing(command: &Command) -> String {
    format!("{} could not be started", command.get_program().display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_shown_without_credentials() {
        let mut command = Command::new("/usr/bin/st");
        command.args(["run", "-H", "Authorization: Bearer secret"]);
        assert_eq!(shown(&command), "st run -H 'Authorization: Bearer …'");
    }
}
