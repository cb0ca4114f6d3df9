//! Notifications: what they say, who reads them, and who wants which (R601–R603).

pub mod digest;
pub mod inbox;
pub mod letter;
pub mod preferences;
pub mod remind;
pub mod send;
pub mod unsubscribe;

use ortak_domain::Time;
use serde::{Deserialize, Serialize};

pub use letter::Post;
pub use unsubscribe::UnsubscribeLinks;

/// What a notification names, stored with it as JSON. Never anything of another organization that R312 does not
/// give: of the others their name, status, stage and the vendor's reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Facts {
    /// The reader's own deal: its name, else its customer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The other organization: who invited, answered, moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Percent of the other party's sales stage (R302).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage_percent: Option<u8>,
    /// `Reason` as code, where R312 shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A lead instead of an opportunity.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lead: bool,
    /// When the answer is due, for what waits for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Time>,
    /// Days left of it, counted when the reminder was made: 7, 3 or 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
    /// Address of the failing webhook, without user, query and fragment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// Why it fails, in the words of the delivery log; set with `webhook_off` when it was switched off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_error: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub webhook_off: bool,
}
