//! Sorting, once for every type.

use std::cmp::Ordering;

/// Sorts a list; what compares equal stays as it stood.
///
/// Only places are sorted, by a comparison that is handed in, so one copy of the sorting code serves every
/// type instead of one each of three to four kilobytes.
pub fn sort_by<T: Clone>(list: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let sorted = places(list.len(), &mut |a, b| compare(&list[a], &list[b]));
    *list = sorted.into_iter().map(|place| list[place].clone()).collect();
}

/// The places of a list of `count` in the order of what stands there: merged in pairs, then fours, then eights. The
/// library's sort is quicker and ten times the code; no list here is long enough to tell.
#[inline(never)]
fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut run = 1;
    while run < count {
        merged.clear();
        for pair in places.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let (Some((l, rest_left)), Some((r, rest_right))) = (left.split_first(), right.split_first()) {
                // the left one stands first, so it goes first where both are equal
                if compare(*l, *r) == Ordering::Greater {
                    merged.push(*r);
                    right = rest_right;
                } else {
                    merged.push(*l);
                    left = rest_left;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut places, &mut merged);
        run *= 2;
    }
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

    #[test]
    fn any_list_is_sorted_as_the_library_would() {
        let mut seed = 3_u32;
        for count in 0..200 {
            let mut numbers: Vec<(u32, usize)> = (0..count)
                .map(|place| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    ((seed >> 16) % 50, place)
                })
                .collect();
            let mut sorted = numbers.clone();
            sorted.sort_by_key(|pair| pair.0);
            sort_by(&mut numbers, |a, b| a.0.cmp(&b.0));
            assert_eq!(numbers, sorted);
        }
    }
}
