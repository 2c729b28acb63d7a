//! The envelope of a session: `s=`, or `scene=` where a scene is to be shown, the version, a point, and in base64url the DEFLATE of a check and the parts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::{LONGEST_LINK, SessionError};

/// What stands before a session in a link's fragment.
const MARK: &str = "s=";
/// What stands before it where its scene is to be shown.
const SCENE: &str = "scene=";
/// The version that is written.
const VERSION: &str = "1";
/// More text than a link, its address and what a chat wraps around it.
const LONGEST_TEXT: usize = LONGEST_LINK + 4_000;
/// What a link may unfold to.
const LONGEST_UNFOLDED: usize = 1 << 20;
/// Bytes of the check.
const CHECK: usize = 4;

/// Whether a link's fragment holds a session of any version.
pub fn is_fragment(fragment: &str) -> bool {
    fragment.trim_start_matches('#').starts_with(MARK)
}

/// Whether a link's fragment holds a scene of any version.
pub fn is_scene(fragment: &str) -> bool {
    fragment.trim_start_matches('#').starts_with(SCENE)
}

/// The fragment of a session as one whose scene is shown.
pub(super) fn as_scene(fragment: &str) -> String {
    format!("{SCENE}{}", fragment.strip_prefix(MARK).unwrap_or(fragment))
}

/// FNV-1a with 32 bits: a letter changed on the way is noticed, on purpose is not.
fn check(bytes: &[u8]) -> [u8; CHECK] {
    let step = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    bytes.iter().fold(0x811c_9dc5, step).to_be_bytes()
}

/// Parts as the fragment of a link.
pub(super) fn wrapped(parts: &[u8]) -> String {
    let whole = [check(parts).as_slice(), parts].concat();
    format!("{MARK}{VERSION}.{}", URL_SAFE_NO_PAD.encode(compress_to_vec(&whole, 10)))
}

/// The parts in a link, its fragment, or the token alone.
pub(super) fn unwrapped(text: &str) -> Result<Vec<u8>, SessionError> {
    let text = text.trim();
    if text.len() > LONGEST_TEXT {
        return Err(SessionError::Length(text.len()));
    }
    let fragment = text.rsplit('#').next().unwrap_or_default();
    let ours = fragment.strip_prefix(MARK).or_else(|| fragment.strip_prefix(SCENE));
    let token = ours.unwrap_or(fragment);
    let (version, packed) = token.split_once('.').unwrap_or((token, ""));
    if !version.bytes().all(|byte| byte.is_ascii_digit()) || (ours.is_none() && packed.is_empty()) {
        return Err(SessionError::Foreign);
    }
    match version.trim_start_matches('0') {
        "" | VERSION => {}
        newer => return Err(SessionError::Version(newer.chars().take(12).collect())),
    }
    let packed = URL_SAFE_NO_PAD.decode(packed).map_err(|_| SessionError::Broken)?;
    let whole = decompress_to_vec_with_limit(&packed, LONGEST_UNFOLDED).map_err(|_| SessionError::Broken)?;
    match whole.split_at_checked(CHECK) {
        Some((said, parts)) if said == check(parts) => Ok(parts.to_vec()),
        _ => Err(SessionError::Broken),
    }
}
