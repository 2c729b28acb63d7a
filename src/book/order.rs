//! Sorting, once for every type.

use std::cmp::Ordering;

/// Sorts a list; what compares equal stays as it stood.
///
/// Only places are sorted, by a comparison that is handed in, so one copy of the sorting code (three to four
/// kilobytes) serves every type instead of one each.
pub fn sort_by<T: Clone>(list: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let sorted = places(list.len(), &mut |a, b| compare(&list[a], &list[b]));
    *list = sorted.into_iter().map(|place| list[place].clone()).collect();
}

/// The places of a list of `count` in the order of what stands there.
#[inline(never)]
fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_stay_in_their_order() {
        let mut words = vec!["bb", "a", "cc", "d", "ee", "", "ccc"];
        sort_by(&mut words, |a, b| a.len().cmp(&b.len()));
        assert_eq!(words, ["", "a", "d", "bb", "cc", "ee", "ccc"]);
    }
}
