//! When the rows of a log happened, and which of them came last.

/// Numbers that rise with time, one a row, from moments that may be the same: rows of one moment stand in the order in
/// which the file goes, up or down. `None` where all moments are one, so nothing says which row is the last.
pub(super) fn in_order(moments: &[u64]) -> Option<Vec<u128>> {
    let falls = match (moments.first(), moments.last()) {
        (Some(first), Some(last)) if first != last => first > last,
        _ if moments.len() > 1 => return None,
        _ => false,
    };
    let count = moments.len() as u128;
    let place = |index: usize| if falls { count - index as u128 } else { index as u128 };
    Some(moments.iter().enumerate().map(|(index, of)| u128::from(*of) * (count + 1) + place(index)).collect())
}

/// A moment as a number that rises with time: a running number, `2022-11-03 08:00:00`, or `19 Feb 2021 08:00:00`.
pub(super) fn moment(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let lower = text.to_ascii_lowercase();
    let mut groups: Vec<u64> = Vec::new();
    for group in lower.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(|part| part.split('t')) {
        // the zone and fractions of a second change no order of days, hours and seconds
        match group.parse() {
            Ok(number) => groups.push(number),
            Err(_) => {
                let month = MONTHS.iter().zip(1..).find(|(name, _)| !group.is_empty() && group.starts_with(**name));
                groups.extend(month.map(|(_, number): (&&str, u64)| number));
            }
        }
    }
    let (date, time) = groups.split_at_checked(3)?;
    let [first, month, third] = date else { return None };
    let (year, day) = if *first > 31 { (first, third) } else { (third, first) };
    let named = MONTHS.iter().any(|name| lower.contains(name));
    // `03/11/2022` is March or November
    let clear = (*first > 31 || named) && *year >= 1970 && (1..=12).contains(month) && (1..=31).contains(day);
    let time = |place: usize| time.get(place).copied().filter(|part| *part < 60).unwrap_or(0);
    clear.then(|| ((((year * 12 + month) * 31 + day) * 24 + time(0)) * 60 + time(1)) * 60 + time(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_moment_follow_the_file() {
        let rising = |moments: &[u64]| in_order(moments).unwrap().is_sorted();
        assert!(rising(&[1, 1, 2, 2]));
        let mut down = in_order(&[2, 2, 1, 1]).unwrap();
        down.reverse();
        assert!(down.is_sorted());
        assert_eq!(in_order(&[5]).unwrap().len(), 1);
        assert_eq!(in_order(&[5, 5]), None);
    }

    #[test]
    fn moments_rise_with_time() {
        let rising = [
            "2021-02-19 08:00:00",
            "19 Feb 2021 08:00:01",
            "2021-02-19T08:01:00.123Z",
            "2021-03-01 00:00:00",
            "31 Dec 2021 23:59:59",
            "2022/01/01 00:00",
        ];
        let moments: Vec<_> = rising.iter().map(|text| moment(text).unwrap()).collect();
        assert!(moments.is_sorted_by(|one, other| one < other), "{moments:?}");
        assert_eq!(moment("6009"), Some(6009));
        for text in ["", "yesterday", "03/11/2022 10:00", "2022-13-01", "x".repeat(99).as_str()] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
