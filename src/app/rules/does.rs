//! What degrees of fidelity mean, and what the parameters of the reference rules do.

use crate::margin::Fidelity;

/// What a degree of fidelity means.
pub(crate) fn fidelity(fidelity: Fidelity) -> &'static str {
    match fidelity {
        Fidelity::VenueMatched => "venue-matched: agrees with numbers the venue itself produced",
        Fidelity::Documented => "documented: the formula as published",
        Fidelity::Approximate => "approximate: something is missing, and the source says what",
    }
}

/// The degree in a word.
pub(crate) fn fidelity_word(fidelity: Fidelity) -> &'static str {
    match fidelity {
        Fidelity::VenueMatched => "venue-matched",
        Fidelity::Documented => "documented",
        Fidelity::Approximate => "approximate",
    }
}

/// What a parameter of the reference rules does, by its path.
const DOES: &[(&str, &str)] = &[
    ("steps", "price steps on each side of zero; the outermost is the scan range"),
    ("tails", "far moves, volatility up; losses weighted by scan range over move"),
    ("volatility.up", "rise of volatility at 30 days to expiry"),
    ("volatility.down", "fall of volatility at 30 days to expiry"),
    ("volatility.short_power", "exponent of 30 ÷ days under 30 days"),
    ("volatility.long_power", "exponent of 30 ÷ days from 30 days on"),
    ("volatility.least_days", "days to expiry are floored at this"),
    ("volatility.least_up", "volatility up is at least this"),
    ("basis.least", "an expiry’s forward moves alone by at least this"),
    ("basis.per_year", "and by e^(this × years) − 1 when that is more"),
    ("short_option_minimum", "of the index for each net short option"),
    ("size.per_threshold", "of the excess for each further threshold"),
    ("size.most", "highest rate of the size charge"),
    ("maintenance_factor", "maintenance over initial margin"),
    ("other_haircut", "taken off all other collateral"),
];

/// What a parameter does, where that is said.
pub(crate) fn does(path: &str) -> Option<&'static str> {
    DOES.iter().find(|(known, _)| *known == path).map(|(_, does)| *does)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::rules::draft::parameters;
    use crate::app::rules::layout::{Block, layout, path_text};

    #[test]
    fn every_parameter_that_is_told_of_is_there() {
        let blocks = layout(&parameters(crate::margin::venues::reference().unwrap()));
        let paths: Vec<String> = blocks.iter().flat_map(Block::fields).map(|field| path_text(&field.path)).collect();
        for (path, _) in DOES {
            assert!(paths.iter().any(|known| known == path), "{path} of {paths:?}");
        }
        assert!(does("basis.least").is_some() && does("basis").is_none());
    }
}
