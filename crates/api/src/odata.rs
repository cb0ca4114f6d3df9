//! The OData side of lists: query options, the meaning of a filter, pages and projections (03-api A5).

pub mod query;
mod resolve;
pub mod select;
mod skiptoken;

pub use query::ListOptions;
pub use skiptoken::SkipTokens;
