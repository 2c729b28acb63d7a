//! An entry as the line that says it.

use crate::io::entry::Entry;

/// The line that [`super::line`] reads back as this entry; `None` where a line cannot say it: a contract size other
/// than 1, or what is not known.
///
/// ```
/// use cross_margin::io::quick;
/// let entry = quick::line("short 3 ETH 28MAR27 4000 call @ 0.05")?.entry;
/// assert_eq!(quick::write(&entry).as_deref(), Some("-3 ETH-28MAR27-4000-C @ 0.05"));
/// # Ok::<(), quick::QuickError>(())
/// ```
pub fn write(entry: &Entry) -> Option<String> {
    match entry {
        Entry::Holding(holding) => Some(format!("{} {}", holding.quantity, holding.asset)),
        Entry::Unknown(_) => None,
        Entry::Position(position) if position.contract_size != rust_decimal::Decimal::ONE => None,
        Entry::Position(position) => {
            let said = format!("{} {}", position.quantity, position.instrument);
            Some(position.entry.map_or(said.clone(), |price| format!("{said} @ {price}")))
        }
    }
}
