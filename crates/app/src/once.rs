//! Forms that make something make it once, however often they are sent (04-web): each carries a word of its own, and the
//! id of what it makes follows from the word, from what else it says and from who sends it.

use aws_lc_rs::digest::{SHA256, digest};
use uuid::{Builder, Uuid};

use crate::{App, Ctx};

/// A form as it was sent. By default there is none, and each time is a time of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Once(String);

impl Once {
    /// `form` is all that it says, with a word that no other form carries; empty for none.
    pub fn new(form: &str) -> Self {
        Self(form.to_owned())
    }

    /// The id of what the caller makes: by the same form the same for the same caller, and nobody else's.
    pub(crate) fn id(&self, app: &App, ctx: &Ctx) -> Uuid {
        if self.0.is_empty() {
            return app.ids.random();
        }
        let caller = &ctx.principal;
        let hash =
            digest(&SHA256, format!("{}\n{}\n{}", caller.organization_id, caller.id, self.0).as_bytes());
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash.as_ref()).for_each(|(byte, of)| *byte = *of);
        Builder::from_random_bytes(bytes).into_uuid()
    }
}
