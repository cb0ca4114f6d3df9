//! A form with a file, read piece by piece.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use http::HeaderMap;
use ortak_app::workspace::intake::MAX_BYTES;

use crate::error::Failure;
use crate::reader::from_here;

/// So much more is read and dropped before it is said that the file is too large: browsers show an answer only after
/// they have sent everything.
const DROPPED: usize = 4 * MAX_BYTES;
/// Bytes of a field that is no file.
const MAX_FIELD: usize = 1024;

/// What was uploaded.
pub(super) enum Uploaded {
    File {
        name: String,
        content: Vec<u8>,
    },
    /// No file was chosen.
    Nothing,
    TooLarge,
}

/// Reads the form, which must carry the session's secret before the file.
pub(super) async fn read(
    headers: &HeaderMap,
    form: Result<Multipart, MultipartRejection>,
    secret: &str,
) -> Result<Uploaded, Failure> {
    let mut form = form.map_err(|_| Failure::StaleForm)?;
    let mut trusted = false;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("csrf") => {
                let given = content(&mut field, MAX_FIELD).await?.unwrap_or_default();
                from_here(headers, std::str::from_utf8(&given).unwrap_or_default(), secret)?;
                trusted = true;
            }
            Some("file") if trusted => {
                let name = field.file_name().unwrap_or_default().to_owned();
                return Ok(match content(&mut field, MAX_BYTES).await? {
                    None => Uploaded::TooLarge,
                    Some(content) if name.is_empty() && content.is_empty() => Uploaded::Nothing,
                    Some(content) => Uploaded::File { name, content },
                });
            }
            _ => return Err(Failure::StaleForm),
        }
    }
    if trusted { Ok(Uploaded::Nothing) } else { Err(Failure::StaleForm) }
}

/// None: there is more than that.
async fn content(field: &mut Field<'_>, most: usize) -> Result<Option<Vec<u8>>, Failure> {
    let (mut content, mut length) = (Vec::new(), 0_usize);
    while let Some(part) = field.chunk().await.map_err(broken)? {
        length = length.saturating_add(part.len());
        if length <= most {
            content.extend_from_slice(&part);
        } else {
            content = Vec::new();
        }
        if length > DROPPED {
            break;
        }
    }
    Ok((length <= most).then_some(content))
}

/// The form broke off, or is none.
fn broken(_: MultipartError) -> Failure {
    Failure::StaleForm
}
