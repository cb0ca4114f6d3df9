//! What webhooks tell, and when a failed delivery is tried again (03-api A10, B 11).

/// An event that a webhook can subscribe to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WebhookEvent {
    /// A referral of the subscriber's organization came to be.
    ReferralCreated,
    ReferralUpdated,
    /// Another party's referral in one of the subscriber's engagements came to be.
    RelatedReferralCreated,
    RelatedReferralUpdated,
    /// Asked for through `validationEvents`.
    TestCreated,
}

impl WebhookEvent {
    pub const ALL: [Self; 5] = [
        Self::ReferralCreated,
        Self::ReferralUpdated,
        Self::RelatedReferralCreated,
        Self::RelatedReferralUpdated,
        Self::TestCreated,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReferralCreated => "referral-created",
            Self::ReferralUpdated => "referral-updated",
            Self::RelatedReferralCreated => "related-referral-created",
            Self::RelatedReferralUpdated => "related-referral-updated",
            Self::TestCreated => "test-created",
        }
    }

    /// Reads the name in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str().eq_ignore_ascii_case(text.trim()))
    }
}

/// Seconds after the first attempt at which each attempt is due: 10 attempts over 75 hours (03-api A10 names
/// the pauses: 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h).
pub const RETRY_PAUSES_SECONDS: [i64; 10] = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// The pause before attempt number `attempts_made + 1`; none when all have been made.
pub fn pause_after(attempts_made: usize) -> Option<i64> {
    RETRY_PAUSES_SECONDS.get(attempts_made).copied()
}
