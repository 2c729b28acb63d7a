//! A map kept as one sorted list.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;
use std::{slice, vec};

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::order::sort_by;

/// A map whose entries stand in one list in the order of their keys.
///
/// It answers like `BTreeMap`, in the same order, and costs a tenth of the code for each pair of types: what is
/// downloaded matters more here than inserting into the middle of many thousand entries. Entries that come in order
/// are put at the end without a search.
#[derive(Clone, PartialEq, Eq)]
pub struct Sorted<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Sorted<K, V> {
    /// An empty map.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All entries, by key.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.entries.iter())
    }

    /// All entries, by key, to change their values.
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut(self.entries.iter_mut())
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// All values, by key.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.iter().map(|(_, value)| value)
    }

    /// All values, by key, to change them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// Keeps the entries that pass.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.entries.retain_mut(|(key, value)| keep(key, value));
    }
}

impl<K: Ord, V> Sorted<K, V> {
    /// Where the key stands, or where it would.
    #[inline(never)]
    fn place(&self, key: &K) -> Result<usize, usize> {
        match self.entries.last() {
            Some((last, _)) if last < key => Err(self.entries.len()),
            _ => self.entries.binary_search_by(|(other, _)| other.cmp(key)),
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        let place = self.place(key).ok()?;
        self.entries.get(place).map(|(_, value)| value)
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let place = self.place(key).ok()?;
        self.entries.get_mut(place).map(|(_, value)| value)
    }

    /// Whether the key is there.
    pub fn contains_key(&self, key: &K) -> bool {
        self.place(key).is_ok()
    }

    /// Sets the value of a key; what it was before comes back.
    #[inline(never)]
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(place) => Some(std::mem::replace(&mut self.entries[place].1, value)),
            Err(place) => {
                self.entries.insert(place, (key, value));
                None
            }
        }
    }

    /// The value of a key, made now if it is not there yet.
    pub fn or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let place = match self.place(&key) {
            Ok(place) => place,
            Err(place) => {
                self.entries.insert(place, (key, make()));
                place
            }
        };
        &mut self.entries[place].1
    }

    /// The value of a key, empty if it is not there yet.
    pub fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.or_insert_with(key, V::default)
    }

    /// A map of entries in any order; of two with one key the later counts. Of thousands that are out of order each costs
    /// less than inserted by itself, which moves all that stand after it.
    pub fn of(mut entries: Vec<(K, V)>) -> Self
    where
        K: Clone,
        V: Clone,
    {
        sort_by(&mut entries, |(a, _), (b, _)| a.cmp(b));
        entries.into_iter().collect()
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let place = self.place(key).ok()?;
        Some(self.entries.remove(place).1)
    }
}

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord, V> Extend<(K, V)> for Sorted<K, V> {
    /// Entries that come in order are merged with those that are there: what each costs does not grow with their number.
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        let mut before = std::mem::take(&mut self.entries).into_iter().peekable();
        for (key, value) in entries {
            while let Some(entry) = before.next_if(|(other, _)| *other < key) {
                self.entries.push(entry);
            }
            before.next_if(|(other, _)| *other == key);
            self.insert(key, value);
        }
        self.entries.extend(before);
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Sorted<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Sorted<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Ord, V> Index<&K> for Sorted<K, V> {
    type Output = V;

    fn index(&self, key: &K) -> &V {
        let place = self.place(key).unwrap_or(usize::MAX);
        &self.entries[place].1
    }
}

/// Entries by key.
#[derive(Clone)]
pub struct Iter<'a, K, V>(slice::Iter<'a, (K, V)>);

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

/// Entries by key, their values to be changed.
pub struct IterMut<'a, K, V>(slice::IterMut<'a, (K, V)>);

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (&*key, value))
    }
}

impl<'a, K, V> IntoIterator for &'a Sorted<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, K, V> IntoIterator for &'a mut Sorted<K, V> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<K, V> IntoIterator for Sorted<K, V> {
    type Item = (K, V);
    type IntoIter = vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Sorted<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Sorted<K, V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self)
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Sorted<K, V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
    type Value = Sorted<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        let mut map = Sorted::new();
        while let Some((key, value)) = from.next_entry()? {
            map.insert(key, value);
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn it_answers_as_a_tree_would() {
        let (mut ours, mut tree) = (Sorted::new(), BTreeMap::new());
        let mut seed = 7_u32;
        for step in 0..2000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = (seed >> 16) % 97;
            match seed % 5 {
                0 => assert_eq!(ours.remove(&key), tree.remove(&key)),
                1 => *ours.or_default(key) += step,
                _ => assert_eq!(ours.insert(key, step), tree.insert(key, step)),
            }
            if seed % 5 == 1 {
                *tree.entry(key).or_default() += step;
            }
            assert_eq!(ours.get(&key), tree.get(&key));
            assert!(ours.iter().eq(tree.iter()));
        }
        for round in 0..50 {
            let mut more = Vec::new();
            for step in 0..round {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                more.push(((seed >> 16) % 97, step));
            }
            let of: BTreeMap<_, _> = more.iter().copied().collect();
            assert!(Sorted::of(more.clone()).iter().eq(of.iter()));
            if round % 2 == 0 {
                more.sort_unstable_by_key(|(key, _)| *key);
            }
            ours.extend(more.iter().copied());
            tree.extend(more);
            assert!(ours.iter().eq(tree.iter()));
            ours.retain(|key, _| key % 3 != 0);
            tree.retain(|key, _| key % 3 != 0);
        }
        ours.retain(|key, _| key % 2 == 0);
        tree.retain(|key, _| key % 2 == 0);
        assert_eq!(serde_json::to_string(&ours).unwrap(), serde_json::to_string(&tree).unwrap());
        assert_eq!(format!("{ours:?}"), format!("{tree:?}"));
        let again: Sorted<u32, i32> = serde_json::from_str(&serde_json::to_string(&ours).unwrap()).unwrap();
        assert_eq!(again, ours);
    }
}
