//! The buffer that a liquidation must restore: beyond maintenance, in proportion to what is owed and lost.

use serde::Serialize;

use super::account::Bucket;
use super::size::weighted;
use crate::margin::FigureError;
use crate::margin::checked::integer;

/// A pool with the liquidation buffer on both sides, millionths of a dollar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Buffered {
    /// Requirement with the buffer on everything owed.
    pub margin_requirement: i128,
    /// Collateral less the buffer on losses of perpetuals.
    pub total_collateral: i128,
    /// What a liquidation has to free; 0 when it may end.
    pub shortage: i128,
}

/// The pool with a buffer in ten-thousandths (200 is 2 %), each part rounded towards zero.
pub fn buffered(bucket: &Bucket, buffer: u32) -> Result<Buffered, FigureError> {
    let field = "liquidation buffer";
    let (mut requirement, mut collateral) = (bucket.margin_requirement, bucket.total_collateral);
    let owed = bucket.spot.iter().flat_map(|part| part.liability_value);
    for value in owed.chain(bucket.perp.iter().map(|part| part.liability_value)) {
        requirement = integer::add(field, requirement, weighted(field, value, buffer)?)?;
    }
    for part in &bucket.perp {
        collateral = integer::add(field, collateral, weighted(field, part.weighted_pnl.min(0), buffer)?)?;
    }
    let shortage = integer::sub(field, requirement, collateral)?.max(0);
    Ok(Buffered { margin_requirement: requirement, total_collateral: collateral, shortage })
}

#[cfg(test)]
mod tests {
    use super::super::parameters::tests::{rules, sol_perp};
    use super::super::{PerpPosition, Requires, StrictPrice, perp_part};
    use super::*;

    #[test]
    fn the_buffer_counts_what_is_owed_and_lost() {
        let position = PerpPosition { base_e9: 1_000_000_000, quote_e6: -200_000_000, ..Default::default() };
        let price = StrictPrice::plain(1_000_000);
        let part = perp_part(&position, &sol_perp(), &rules(), 100_000_000, &price, Requires::Maintenance, 0).unwrap();
        let bucket = Bucket {
            total_collateral: part.weighted_pnl,
            margin_requirement: part.requirement().unwrap(),
            perp: vec![part],
            ..Default::default()
        };
        let answer = buffered(&bucket, 1_000).unwrap();
        // 5 + 10 % of 100; −100 − 10 % of 100
        assert_eq!((answer.margin_requirement, answer.total_collateral), (15_000_000, -110_000_000));
        assert_eq!(answer.shortage, 125_000_000);
    }
}
