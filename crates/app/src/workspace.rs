//! What people do at their desk, beside what API and pages share: lists, board, home, and what they look up.

pub mod board;
pub mod filter;
pub mod home;
pub mod list;
mod place;
pub mod row;

pub use filter::{Days, ListFilter, ListView};
pub use row::DealRow;
