//! Assets whose price follows another's: staked and wrapped forms.

use crate::book::Asset;

/// What a staked or wrapped asset follows: when the price of the second moves, the first moves with it by as much.
const FOLLOWS: [(&str, &str); 12] = [
    ("wstETH", "ETH"),
    ("stETH", "ETH"),
    ("weETH", "ETH"),
    ("eETH", "ETH"),
    ("rETH", "ETH"),
    ("cbETH", "ETH"),
    ("rsETH", "ETH"),
    ("WETH", "ETH"),
    ("WBTC", "BTC"),
    ("cbBTC", "BTC"),
    ("mSOL", "SOL"),
    ("JITOSOL", "SOL"),
];

/// The asset whose price `asset` follows, if it is a staked or wrapped form.
pub fn tracked_by(asset: &Asset) -> Option<&'static str> {
    FOLLOWS
        .iter()
        .find(|(form, _)| *form == asset.as_str())
        .map(|(_, followed)| *followed)
}
