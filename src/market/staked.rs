//! Assets whose price follows another's: staked and wrapped forms, and dollars.

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

/// Assets that stand for a dollar. Each still has its own price.
const DOLLARS: [&str; 11] = ["USD", "USDC", "USDT", "DAI", "USDS", "PYUSD", "FDUSD", "USDe", "TUSD", "BUSD", "USDH"];

/// The asset whose price `asset` follows, if it is a staked or wrapped form.
pub fn tracked_by(asset: &Asset) -> Option<&'static str> {
    FOLLOWS.iter().find(|(form, _)| *form == asset.as_str()).map(|(_, followed)| *followed)
}

/// Whether the asset stands for a dollar: prices may be quoted in it, and it has no scenario of its own.
pub fn is_dollar(asset: &Asset) -> bool {
    DOLLARS.contains(&asset.as_str())
}
