//! The project's own tasks: `cargo xtask test`, `cargo xtask gen` and `cargo xtask bench`.
//!
//! They are a program of this workspace, not scripts, so that they need nothing but the toolchain and can call
//! the code they are about.

mod bench;
mod demo;
mod generate;
mod http1;
mod output;
mod process;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The server's allocator, so that a yardstick does not lose by a worse one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Tasks of the Ortak workspace
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run every check that a change has to pass
    Test(test::Args),
    /// Write the files that are generated from the code
    Gen(generate::Args),
    /// Measure the server against what the machine can do
    Bench(bench::Args),
    /// The other side of a benchmark, in a process of its own as the server is
    #[command(subcommand, hide = true)]
    BenchYardstick(bench::yardstick::Command),
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Test(args) => Ok(test::run(&args)),
        Task::Gen(args) => generate::run(&args),
        Task::Bench(args) => bench::run(&args),
        Task::BenchYardstick(command) => bench::yardstick::run(&command).map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            output::problem(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
