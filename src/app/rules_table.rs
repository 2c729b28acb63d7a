//! The parameters of a rule set as a table that people read.

use super::format::{self, Toward};
use crate::margin::scan::UnderlyingRules;
use crate::margin::{Family, Fidelity, RuleSet};

/// A named group of parameters.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    /// What they are about.
    pub(crate) title: &'static str,
    /// Heads of the columns.
    pub(crate) heads: Vec<&'static str>,
    /// Rows, each as long as the heads.
    pub(crate) rows: Vec<Vec<String>>,
}

/// What a degree of fidelity means.
pub(crate) fn fidelity(fidelity: Fidelity) -> &'static str {
    match fidelity {
        Fidelity::VenueMatched => "venue-matched: agrees with numbers the venue itself produced",
        Fidelity::Documented => "documented: the formula as published",
        Fidelity::Approximate => "approximate: something is missing, and the source says what",
    }
}

fn usd(value: f64) -> String {
    crate::risk::to_usd(value).map_or_else(String::new, |value| format::dollars(value, Toward::Nearest))
}

/// All parameters, in groups.
pub(crate) fn groups(rules: &RuleSet) -> Vec<Group> {
    let Family::Scan(scan) = &rules.family else { return Vec::new() };
    let percent = |fraction: f64| format::percent_f64(fraction, 2);
    let plain = vec!["Parameter", "Value", "What it does"];
    let row = |name: &str, value: String, does: &str| vec![name.to_owned(), value, does.to_owned()];
    let vol = &scan.volatility;
    let tails: Vec<String> = scan.tails.iter().map(|tail| format::move_percent(*tail)).collect();
    let underlying = |name: String, rules: &UnderlyingRules| {
        vec![name, percent(rules.scan_range), percent(rules.offset), usd(rules.size_threshold_usd)]
    };
    let mut underlyings: Vec<Vec<String>> =
        scan.underlyings.iter().map(|(asset, rules)| underlying(asset.to_string(), rules)).collect();
    underlyings.push(underlying("all others".to_owned(), &scan.other_underlyings));
    let mut haircuts: Vec<Vec<String>> = scan
        .haircuts
        .iter()
        .map(|(asset, haircut)| vec![asset.to_string(), format::percent(*haircut, 2, Toward::Up)])
        .collect();
    haircuts.push(vec!["all others".to_owned(), format::percent(scan.other_haircut, 2, Toward::Up)]);
    vec![
        Group {
            title: "Scenarios",
            heads: plain.clone(),
            rows: vec![
                row(
                    "steps",
                    scan.steps.to_string(),
                    "price steps on each side of zero; the outermost is the scan range",
                ),
                row("tails", tails.join(", "), "far moves, volatility up; losses weighted by scan range over move"),
                row("volatility up", percent(vol.up), "rise of volatility at 30 days to expiry"),
                row("volatility down", percent(vol.down), "fall of volatility at 30 days to expiry"),
                row("short power", vol.short_power.to_string(), "exponent of 30 ÷ days under 30 days"),
                row("long power", vol.long_power.to_string(), "exponent of 30 ÷ days from 30 days on"),
                row("least days", vol.least_days.to_string(), "days to expiry are floored at this"),
                row("least volatility up", percent(vol.least_up), "volatility up is at least this"),
            ],
        },
        Group {
            title: "Charges",
            heads: plain,
            rows: vec![
                row("least basis", percent(scan.basis.least), "an expiry’s forward moves alone by at least this"),
                row("basis per year", percent(scan.basis.per_year), "and by e^(this × years) − 1 when that is more"),
                row(
                    "short-option minimum",
                    percent(scan.short_option_minimum),
                    "of the index for each net short option",
                ),
                row(
                    "size, per threshold",
                    percent(scan.size.per_threshold),
                    "of the excess for each further threshold",
                ),
                row("size, most", percent(scan.size.most), "highest rate of the size charge"),
                row(
                    "maintenance factor",
                    format::percent(scan.maintenance_factor, 2, Toward::Up),
                    "maintenance over initial margin",
                ),
            ],
        },
        Group {
            title: "Underlyings",
            heads: vec!["Underlying", "Scan range", "Offset", "Size threshold"],
            rows: underlyings,
        },
        Group { title: "Haircuts", heads: vec!["Collateral", "Haircut"], rows: haircuts },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_as_long_as_its_heads() {
        let rules = crate::margin::venues::reference().unwrap();
        for group in groups(rules) {
            assert!(!group.rows.is_empty(), "{}", group.title);
            for row in &group.rows {
                assert_eq!(row.len(), group.heads.len(), "{}", group.title);
            }
        }
    }
}
