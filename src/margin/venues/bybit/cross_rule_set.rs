//! Cross margin of the unified account as a rule set: perpetuals and futures by risk limits, options by the seller's
//! formula, borrowed coins by their loan's rates.

use rust_decimal::Decimal;

use super::cross::{CrossRules, shipped as cross_rules};
use super::option::option_rules;
use crate::book::{Asset, Exact, Kind, Sorted};
use crate::margin::checked::decimal::mul;
use crate::margin::formulas::{OptionQuote, Quoted, SellerRules, margin};
use crate::margin::rates::{MarginTier, Tiers, margin_tier, sliced};
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{Lists, at_ratios, highest_leverage, no_parameters, unlisted_kind};
use crate::margin::{Charge, ChargeName, Dated, Demand, Equity, Part, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, LegKind, LegOf, Underlying, Valued};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "bybit-cross", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(cross_rules(&option_rules()?)?)
}

fn rule_set(dated: Dated<CrossRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| {
        let mut symbols = Sorted::new();
        for (symbol, rows) in &rules.risk_limits {
            let tiers = sliced(&format!("risk_limits.{symbol}"), rows)?;
            symbols.insert(symbol.clone(), RiskLimits { rows: rows.clone(), tiers });
        }
        Ok(CrossMargin { symbols, rules })
    })
}

/// A symbol's tiers, ready to be asked.
#[derive(Debug)]
struct RiskLimits {
    rows: Vec<MarginTier>,
    tiers: Tiers,
}

#[derive(Debug)]
struct CrossMargin {
    symbols: Sorted<String, RiskLimits>,
    rules: CrossRules,
}

static CONTRACTS_INITIAL: ChargeName = ChargeName {
    name: "Perpetuals and futures",
    words: "Each position’s value at mark × the initial rate of the risk limit it falls in.",
};
static CONTRACTS: ChargeName = ChargeName {
    name: "Perpetuals and futures",
    words: "Each position’s value at mark × its risk limit’s maintenance rate, less the deduction that the limits below give.",
};
static OPTIONS_INITIAL: ChargeName = ChargeName {
    name: "Options sold",
    words: "The larger of a share of the index less what the strike is out of the money, and a least share, plus the higher of \
            entry price and mark; never less than the maintenance margin. Options bought need nothing: they are paid for.",
};
static OPTIONS: ChargeName = ChargeName {
    name: "Options sold",
    words: "A share of the index or of the mark, the larger, plus the mark and the fee of a liquidation.",
};
pub(super) static LOANS: ChargeName =
    ChargeName { name: "Borrowed coins", words: "What is owed, in dollars, × the rate of loans in that coin." };

/// The two margins of each leg of one kind.
#[derive(Default)]
pub(super) struct Both {
    initial: Vec<Part>,
    maintenance: Vec<Part>,
}

impl Both {
    pub(super) fn push(&mut self, leg: usize, initial: Decimal, maintenance: Decimal) {
        self.initial.push(Part { leg, amount: initial });
        self.maintenance.push(Part { leg, amount: maintenance });
    }

    pub(super) fn charged(self, names: [&'static ChargeName; 2], demand: &mut Demand) {
        if !self.initial.is_empty() {
            demand.initial.push(Charge::summed(names[0], self.initial));
            demand.maintenance.push(Charge::summed(names[1], self.maintenance));
        }
    }
}

pub(super) fn no_loan(coin: &Asset) -> String {
    format!("No rates of loans in {coin} are given: the debt counts, a margin for it does not.")
}

/// What one option asks of its holder; entry prices count where every lot has one.
fn option(seller: &SellerRules, leg: &Leg, index: Decimal) -> Result<[Decimal; 2], FigureError> {
    let Some(Kind::Option { strike, right, .. }) = leg.instrument_kind() else { return Ok([Decimal::ZERO; 2]) };
    let gained = leg.pnl.and_then(|gain| gain.over(leg.units));
    let entry = gained.and_then(|gained| leg.mark.minus(gained)).map(|entry| entry.max(Decimal::ZERO));
    let quote = OptionQuote { right, quoted: Quoted::Linear, index, strike, mark: leg.mark, entry };
    let margin = margin(seller, &quote, leg.units)?;
    Ok([margin.initial, margin.maintenance])
}

impl CrossMargin {
    /// The perpetual's tiers where those of a dated future are not given.
    fn find(&self, leg: &Leg, underlying: &Underlying) -> Option<&RiskLimits> {
        let dated = leg.expiry.and_then(|expiry| self.symbols.get(&future(leg, underlying, &expiry.to_string())));
        dated.or_else(|| self.symbols.get(&perpetual(leg, underlying)))
    }

    fn contract(&self, leg: &Leg, underlying: &Underlying) -> Result<Option<([Decimal; 2], bool)>, FigureError> {
        let value = mul("position value", leg.units.abs(), leg.mark)?;
        let found = self.find(leg, underlying);
        let Some((limits, (tier, beyond))) = found.and_then(|limits| Some((limits, margin_tier(&limits.rows, value)?)))
        else {
            return Ok(None);
        };
        let initial = mul("initial margin", value, tier.initial)?;
        Ok(Some(([initial, limits.tiers.maintenance(value)?.amount], beyond)))
    }
}

fn quote(leg: &Leg) -> &str {
    match &leg.of {
        LegOf::Instrument(instrument) => instrument.settlement_asset().as_str(),
        LegOf::Coin(_) => "",
    }
}

/// `BTCUSDT`, and `BTCPERP` for what is settled in USDC; plain dollars are USDT.
fn perpetual(leg: &Leg, underlying: &Underlying) -> String {
    match quote(leg) {
        "USDC" => format!("{}PERP", underlying.asset),
        "USD" => format!("{}USDT", underlying.asset),
        quote => format!("{}{quote}", underlying.asset),
    }
}

/// `BTCUSDT-25DEC26`, and `BTC-25DEC26` for what is settled in USDC.
fn future(leg: &Leg, underlying: &Underlying, expiry: &str) -> String {
    match quote(leg) {
        "USDC" => format!("{}-{expiry}", underlying.asset),
        "USD" => format!("{}USDT-{expiry}", underlying.asset),
        quote => format!("{}{quote}-{expiry}", underlying.asset),
    }
}

impl Venue for CrossMargin {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        if leg.kind == LegKind::Borrowed {
            return None;
        }
        let lists = Lists { options: true, futures: true, inverse: false };
        let option = matches!(leg.instrument_kind(), Some(Kind::Option { .. }));
        unlisted_kind("This rule set of Bybit", leg, lists).or_else(|| {
            let missing = !option && self.find(leg, underlying).is_none();
            missing.then(|| {
                let symbol = perpetual(leg, underlying);
                format!("{}; paste its risk limits", no_parameters("Bybit", symbol))
            })
        })
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let holdings = at_ratios(account, &self.rules.collateral);
        let equity = Equity::of(account, &holdings, false);
        let mut demand = Demand { holdings, equity, ..Demand::default() };
        let [mut contracts, mut options, mut loans] = [Both::default(), Both::default(), Both::default()];
        for (place, leg) in account.legs.iter().enumerate() {
            let Some(underlying) = account.underlyings.get(leg.underlying) else { continue };
            match (&leg.of, leg.instrument_kind()) {
                (LegOf::Coin(coin), _) => {
                    let owed = mul("loan", leg.units.abs(), leg.mark)?;
                    match self.rules.loans.get(coin.as_str()) {
                        Some(rates) => loans.push(place, rates.initial_of(owed)?, rates.maintenance_of(owed)?),
                        None => demand.notes.push(no_loan(coin)),
                    }
                }
                (_, Some(Kind::Option { .. })) => {
                    let [initial, maintenance] = option(&self.rules.options.seller, leg, underlying.index)?;
                    options.push(place, initial, maintenance);
                }
                _ => {
                    let Some(([initial, maintenance], beyond)) = self.contract(leg, underlying)? else { continue };
                    if beyond {
                        let name = leg.name();
                        demand.notes.push(format!("{name} is larger than its last risk limit, whose rates are asked."));
                    }
                    contracts.push(place, initial, maintenance);
                }
            }
        }
        if !contracts.initial.is_empty() {
            demand.notes.extend(highest_leverage(account));
        }
        contracts.charged([&CONTRACTS_INITIAL, &CONTRACTS], &mut demand);
        options.charged([&OPTIONS_INITIAL, &OPTIONS], &mut demand);
        loans.charged([&LOANS, &LOANS], &mut demand);
        Ok(demand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{account, marked, market as prices, rules, with_options};
    use crate::margin::{assess, liquidation};
    use rust_decimal_macros::dec;
    use serde_json::{Value, json};

    fn with_limits() -> RuleSet {
        let mut rules: Value = serde_json::from_str(&rules("bybit-cross").to_json()).unwrap();
        let tier =
            |upper, maintenance, initial| json!({"upper": upper, "maintenance": maintenance, "initial": initial});
        rules["parameters"]["risk_limits"]["BTCUSDT"] =
            json!([tier("50000", "0.005", "0.01"), tier("200000", "0.01", "0.02")]);
        RuleSet::from_json(&rules.to_string()).unwrap()
    }

    #[test]
    fn a_perpetual_pays_its_risk_limits_slice_by_slice() {
        let of = assess(&account(&["2 BTC-PERP @ 59000"], &["0.5 BTC"]), &prices(&[("BTC", "60000")]), &with_limits());
        assert_eq!(of.initial_margin, dec!(120000) * dec!(0.02));
        assert_eq!(of.maintenance_margin, dec!(50000) * dec!(0.005) + dec!(70000) * dec!(0.01));
        assert_eq!(of.equity.total, dec!(30000) * dec!(0.95) + dec!(2000));
        let of = assess(&account(&["4 BTC-PERP"], &[]), &prices(&[("BTC", "60000")]), &with_limits());
        assert!(of.warnings.iter().any(|warning| warning.message.contains("larger than its last risk limit")));
        assert_eq!(of.initial_margin, dec!(240000) * dec!(0.02));
    }

    /// The help page's first worked option: a call at 31,000 sold, index 30,000, mark 300: 1,260 of 10,000.
    #[test]
    fn the_option_of_the_help_page() {
        let option = "BTC_USDT-25DEC26-31000-C";
        let market = with_options(prices(&[("BTC", "30000")]), &[("BTC", "25DEC26", "30000")], &[]);
        let market = marked(market, &[(option, "300")]);
        let of = assess(&account(&[&format!("-1 {option}")], &["10000 USDT"]), &market, rules("bybit-cross"));
        assert_eq!(of.left_out, []);
        assert!((of.maintenance_margin - dec!(1260)).abs() < dec!(0.000001), "{}", of.maintenance_margin);
        // 0.15·30,000 − 1,000 + 300
        assert!((of.initial_margin - dec!(3800)).abs() < dec!(0.000001), "{}", of.initial_margin);
        assert!((of.margin_ratio.unwrap() - dec!(0.126)).abs() < dec!(0.00000001), "{:?}", of.margin_ratio);
        // the higher entry price counts when it is known
        let of = assess(&account(&[&format!("-1 {option} @ 450")], &["10000 USDT"]), &market, rules("bybit-cross"));
        assert!((of.initial_margin - dec!(3950)).abs() < dec!(0.000001), "{}", of.initial_margin);
        // one that was bought needs nothing and is no equity
        let of = assess(&account(&[&format!("1 {option}")], &["10 USDT"]), &market, rules("bybit-cross"));
        assert_eq!((of.initial_margin, of.maintenance_margin, of.equity.total), (dec!(0), dec!(0), dec!(10)));
    }

    #[test]
    fn a_borrowed_coin_asks_for_its_loan_and_counts_once() {
        let of = assess(
            &account(&[], &["-1 BTC", "-1 ETH", "90000 USDT"]),
            &prices(&[("BTC", "60000"), ("ETH", "3000")]),
            rules("bybit-cross"),
        );
        assert_eq!((of.initial_margin, of.maintenance_margin), (dec!(12000), dec!(2400)));
        assert_eq!(of.equity.total, dec!(27000));
        assert!(of.warnings.iter().any(|warning| warning.message.contains("No rates of loans in ETH")));
    }

    #[test]
    fn liquidated_where_equity_meets_maintenance() {
        let book = account(&["0.5 BTC-PERP @ 60000"], &["6000 USDT"]);
        let below = liquidation(&book, &prices(&[("BTC", "60000")]), &with_limits())[0].below.unwrap().price;
        // 6,000 + (x − 60,000)/2 = 0.005·x/2
        let price = dec!(24000) / (dec!(0.5) - dec!(0.0025));
        assert!((below / price - dec!(1)).abs() < dec!(1e-9), "{below} {price}");
    }

    #[test]
    fn what_has_no_risk_limits_is_left_out_and_named() {
        let book = account(&["1 BTC-PERP", "100 BTC-PERPETUAL", "1 BTC_USDC-PERPETUAL"], &["7 USDC"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), rules("bybit-cross"));
        for why in ["no parameters for BTCUSDT", "no parameters for BTCPERP", "lists no inverse contracts"] {
            assert!(of.left_out.iter().any(|out| out.reason.contains(why)), "{why}: {:?}", of.left_out);
        }
        assert_eq!((of.initial_margin, of.equity.total), (dec!(0), dec!(7)));
    }

    #[test]
    fn parameters_that_cannot_be_are_refused_with_their_path() {
        let of = |change: fn(&mut Value)| {
            let mut rules: Value = serde_json::from_str(&with_limits().to_json()).unwrap();
            change(&mut rules["parameters"]);
            RuleSet::from_json(&rules.to_string()).unwrap_err().to_string()
        };
        let said = of(|p| p["risk_limits"]["BTCUSDT"][0]["maintenance"] = "0.5".into());
        assert_eq!(said, "risk_limits.BTCUSDT[0].maintenance is 0.5; no more than the initial rate beside it is right");
        assert!(of(|p| p["options"]["taker_fee"] = "3".into()).starts_with("options.taker_fee is 3; "));
        assert!(of(|p| p["collateral"]["BTC"] = "95".into()).starts_with("collateral.BTC is 95; "));
        assert!(of(|p| p["loans"]["BTC"]["initial"] = "0.01".into()).starts_with("loans.BTC.maintenance is 0.04; "));
    }
}
