//! The languages of people: messages, and how numbers, money, dates, names and order look in them (R603).
//!
//! A [`Language`] is a small copyable value; everything is a method of it, so that a template needs nothing else:
//! `language.message("sign-in")`, `language.money(&value)`. Words are [Fluent](https://projectfluent.org) messages in
//! `locales/<language>/*.ftl`, all embedded; the forms of numbers and dates are those of the Unicode CLDR.
//!
//! Ids are lower case with hyphens, and start with the name of their file's subject (`mail-…`, `deal-…`). What names
//! a value of an enumeration ends with the value's own word: [`Language::name`]. Every language holds the same ids
//! with the same variables; a test holds it to that.

mod format;
mod language;
mod message;
mod order;

pub use language::Language;
pub use message::Arg;
