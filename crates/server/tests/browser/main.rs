//! The workspace as its readers meet it: the real program, and a real browser driven through chromedriver.
//!
//! A test makes a [`stage::Stage`], which is a demo of its own, lets people sign in to it with
//! [`stage::Stage::signed_in`], and looks at every page that it comes to with [`browser::Browser::look`]. Run with
//! `cargo nextest run --profile browser -p ortak-server`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the whole crate is tests; clippy sees only the functions marked so"
)]

mod answers;
mod board;
mod browser;
mod check;
mod import;
mod keyboard;
mod lists;
mod live;
mod new_deal;
mod plain;
mod settings;
mod sign_in;
mod stage;
mod work;
