//! The pages as people use them, without scripts: over a real store, with cookies and forms.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the whole file is tests; clippy sees only the functions marked so"
)]

mod account;
mod at_once;
mod company;
mod crawl;
mod deals;
mod frame;
mod gate;
mod harness;
mod import;
mod lists;
mod new_deal;
mod notifications;
mod proof;
mod widen;
mod work;
