//! The API over the real stores: documented and captured bodies, and what every caller may see and do.

mod access;
mod harness;
mod payloads;
mod queries;
mod writes;
