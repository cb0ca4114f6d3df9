//! SHA-256 as a key of caches.

use aws_lc_rs::digest::{SHA256, digest};

/// The library's digest has no length in its type; a SHA-256 has 32 bytes.
pub(crate) fn sha256(data: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    for (to, from) in hash.iter_mut().zip(digest(&SHA256, data).as_ref()) {
        *to = *from;
    }
    hash
}

#[cfg(test)]
mod tests {
    #[test]
    fn is_the_known_hash() {
        assert_eq!(
            hex::encode(super::sha256(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
