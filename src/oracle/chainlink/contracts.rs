//! Which contracts on Ethereum's main network are asked, and what for.
//!
//! | call | answer |
//! |---|---|
//! | `latestRoundData()` of an aggregator | a price with 8 decimals, and when it was written |
//! | a rate of a token's own contract | what one unit stands for, with 18 decimals |
//!
//! What the rates stand for: wstETH is so many stETH, whose own price is a little off ETH's; weETH, rETH and cbETH state
//! theirs in ETH; sUSDe is so many USDe. WBTC's aggregator is quoted in BTC.
//! Sources: aggregators, `reference-data-directory.vercel.app/feeds-mainnet.json`, crypto / USD; rates, the issuers'
//! documents (Lido, ether.fi, Rocket Pool, Coinbase, Ethena). XRP and DOGE have no aggregator there that still answers.

use crate::oracle::source::Wanted;

/// `latestRoundData()`
pub(super) const LATEST: &str = "feaf968c";
/// What the time of the newest block is asked for under.
pub(super) const BLOCK: &str = "block";
/// Multicall3, which calls the others.
pub(super) const MULTICALL: &str = "cA11bde05977b3631167028862bE2a173976CA11";

/// One contract.
pub(super) struct Contract {
    /// Whose price or rate it gives.
    pub(super) asset: &'static str,
    /// In what.
    pub(super) of: &'static str,
    /// Its address, without `0x`.
    pub(super) address: &'static str,
    /// What it is called with, without `0x`.
    pub(super) call: &'static str,
}

const fn price(asset: &'static str, address: &'static str) -> Contract {
    Contract { asset, of: "USD", address, call: LATEST }
}

const fn rate(asset: &'static str, of: &'static str, address: &'static str, call: &'static str) -> Contract {
    Contract { asset, of, address, call }
}

static ALL: [Contract; 21] = [
    price("BTC", "F4030086522a5bEEa4988F8cA5B36dbC97BeE88c"),
    price("ETH", "5f4eC3Df9cbd43714FE2740f5E3616155c5b8419"),
    price("SOL", "4ffC43a60e009B551865A93d232E33Fce9f01507"),
    price("BNB", "14e613AC84a31f709eadbdF89C6CC390fDc9540A"),
    price("AVAX", "FF3EEb22B5E3dE6e705b44749C2559d704923FD7"),
    price("LINK", "2c1d072e956AFFC0D435Cb7AC38EF18d24d9127c"),
    price("ARB", "31697852a68433DbCc2Ff612c516d69E3D9bd08F"),
    price("USDC", "8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6"),
    price("USDT", "3E7d1eAB13ad0104d2750B8863b489D65364e32D"),
    price("DAI", "Aed0c38402a5d19df6E4c03F4E2DceD6e29c1ee9"),
    price("USDe", "a569d910839Ae8865Da8F8e70FfFb0cBA869F961"),
    price("USDS", "fF30586cD0F29eD462364C7e81375FC0C71219b1"),
    price("PYUSD", "8f1dF6D7F2db73eECE86a18b4381F4707b918FB1"),
    price("stETH", "CfE54B5cD566aB89272946F602D76Ea879CAb4a8"),
    price("cbBTC", "2665701293fCbEB223D11A08D826563EDcCE423A"),
    rate("WBTC", "BTC", "fdFD9C85aD200c506Cf9e21F1FD8dd01932FBB23", LATEST),
    // stEthPerToken()
    rate("wstETH", "stETH", "7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0", "035faf82"),
    // getRate()
    rate("weETH", "ETH", "Cd5fE23C85820F7B72D0926FC9b05b43E359b7ee", "679aefce"),
    // getExchangeRate()
    rate("rETH", "ETH", "ae78736Cd615f374D3085123A210448E74Fc6393", "e6aa216c"),
    // exchangeRate()
    rate("cbETH", "ETH", "Be9895146f7AF43049ca1c1AE358B0541Ea49704", "3ba0b9a9"),
    // convertToAssets(10¹⁸)
    rate(
        "sUSDe",
        "USDe",
        "9D39A5DE30e57443BfF2A8307A4256c8797A3497",
        "07a2d13a0000000000000000000000000000000000000000000000000de0b6b3a7640000",
    ),
];

/// `getCurrentBlockTimestamp()`: a rate carries no time of its own.
static BLOCK_TIME: Contract = Contract { asset: BLOCK, of: "time", address: MULTICALL, call: "0f28c97d" };

/// The contract of a name.
pub(super) fn named(name: &str) -> Option<&'static Contract> {
    ALL.iter().chain([&BLOCK_TIME]).find(|contract| contract.asset == name)
}

/// Those that a book rests on, with those that their rates lead to; the time of the block first, where there is any.
pub(super) fn wanted(wanted: &Wanted) -> Vec<&'static Contract> {
    let mut all: Vec<&Contract> = ALL.iter().filter(|contract| is_wanted(contract.asset, wanted)).collect();
    if !all.is_empty() {
        all.insert(0, &BLOCK_TIME);
    }
    all
}

/// A rate leads to what it is in, and no further: of what stands here, none leads back.
fn is_wanted(asset: &str, wanted: &Wanted) -> bool {
    wanted.has(asset) || ALL.iter().any(|contract| contract.of == asset && is_wanted(contract.asset, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(assets: &[&str]) -> Vec<&'static str> {
        let assets = assets.iter().map(|name| name.parse().unwrap()).collect();
        let of = wanted(&Wanted { assets, instruments: Vec::new() });
        of.iter().map(|contract| contract.asset).collect()
    }

    #[test]
    fn a_rate_brings_what_it_is_in() {
        assert_eq!(names(&["wstETH"]), ["block", "stETH", "wstETH"]);
        assert_eq!(names(&["weETH", "sUSDe", "BTC"]), ["block", "BTC", "ETH", "USDe", "weETH", "sUSDe"]);
        assert!(names(&["XYZ", "USD"]).is_empty());
    }

    #[test]
    fn every_contract_is_an_address_and_a_call_of_an_asset_once() {
        for (place, contract) in ALL.iter().enumerate() {
            assert_eq!(contract.address.len(), 40, "{}", contract.asset);
            assert!(contract.address.bytes().chain(contract.call.bytes()).all(|b| b.is_ascii_hexdigit()));
            assert!(matches!(contract.call.len(), 8 | 72), "{}", contract.asset);
            let asset: crate::book::Asset = contract.asset.parse().unwrap();
            assert_eq!(asset.as_str(), contract.asset);
            let rest = ALL.iter().skip(place + 1);
            assert!(rest.clone().all(|other| other.asset != contract.asset && other.address != contract.address));
        }
    }
}
