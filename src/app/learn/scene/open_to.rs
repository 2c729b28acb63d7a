//! What may be changed in a scene, in words.

use super::super::super::allowed::Allowed;
use super::super::spoken::{say, with};

/// The kinds of change with the last part of their keys, in the order in which they are offered.
pub(crate) const KINDS: [(u8, &str); 4] =
    [(Allowed::SIZES, "sizes"), (Allowed::PRICES, "prices"), (Allowed::ROWS, "rows"), (Allowed::RULES, "rules")];

/// What may be changed: `You may change sizes and prices.`
pub(crate) fn open_to(allowed: Allowed) -> String {
    let mut words: Vec<String> = KINDS
        .into_iter()
        .filter(|(bit, _)| allowed.has(*bit))
        .map(|(_, word)| say(&format!("{}{word}", "scene.may.")))
        .collect();
    let Some(last) = words.pop() else { return say("scene.fixed") };
    let what = if words.is_empty() { last } else { format!("{} {} {last}", words.join(", "), say("scene.and")) };
    with("scene.open", [("what", what)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_changed_is_a_sentence() {
        assert_eq!(open_to(Allowed(Allowed::SIZES)), "You may change sizes.");
        assert_eq!(open_to(Allowed(Allowed::SIZES | Allowed::PRICES)), "You may change sizes and prices.");
        assert_eq!(open_to(Allowed::ALL), "You may change sizes, prices, which rows there are and the rules.");
        assert_eq!(open_to(Allowed(0)), "Nothing can be changed here: look and think.");
    }
}
