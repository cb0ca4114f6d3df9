//! Reads request bodies the way the clients of this API write them (03-api A2): names in any case, numbers and
//! booleans as strings, old names as aliases, unknown members ignored. What can't be read is collected, so
//! that a client learns everything that is wrong at once.

mod change;
mod create;
mod object;
mod parts;
mod patch;

pub use change::{Mode, changes};
pub use create::{new_referral, sales_stage};
pub use object::{Given, Object};
pub use parts::{consent, customer, invite, read_currency, requirements, targets, team};
pub use patch::patch;
