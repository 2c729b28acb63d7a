//! TIMS as a rule set: a coin with its options and futures as one class, taken for the kind of class the parameters name.

use rust_decimal::Decimal;

use super::{Class, ClassOption, FINRA, Range, TimsMargin, TimsRules, answer};
use crate::book::Kind;
use crate::margin::checked::decimal;
use crate::margin::limits::wrong;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::balance::{Balance, balances};
use crate::margin::venues::listing::{Lists, unlisted_kind};
use crate::margin::venues::weighed::charged;
use crate::margin::{
    Binding, Charge, ChargeName, Dated, Demand, Equity, FigureError, Grid, HoldingReport, Part, RuleError, RuleSet,
    Venue,
};
use crate::risk::{Leg, LegKind, Shape, Underlying, Valued, VolMove, to_f64, to_usd};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "tims", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, Dated::<TimsRules>::from_json(text)?, |rules| {
        let range = rules.ranges.get(&rules.coins).copied();
        let range =
            range.ok_or_else(|| -> RuleError { wrong("coins", &rules.coins, "a name among `ranges` is right") })?;
        Ok(Tims { range, rules })
    })
}

fn shipped() -> Result<RuleSet, RuleError> {
    read(FINRA)
}

#[derive(Debug)]
struct Tims {
    rules: TimsRules,
    range: Range,
}

static LOSS: ChargeName = ChargeName {
    name: "Worst loss",
    words: "The worst net loss of a coin, its options and its futures at equidistant prices over the class’s range.",
};
static MINIMUM: ChargeName = ChargeName {
    name: "Minimum for options",
    words: "An amount for each coin of options held or sold, where the worst loss is less.",
};

/// A coin's class as asked about.
struct Asked<'a> {
    of: &'a Underlying,
    answer: TimsMargin,
    /// Each leg's loss at the worst price; nothing where coins held take part in it.
    parts: Option<Vec<(usize, f64)>>,
    /// Options, with the coins they are on.
    options: Vec<(usize, Decimal)>,
}

impl Tims {
    /// The class of an underlying; none where nothing of it is held.
    fn class<'a>(
        &self,
        account: &'a Valued,
        held: &[Balance<'_>],
        place: usize,
        of: &'a Underlying,
    ) -> Result<Option<Asked<'a>>, FigureError> {
        let index = to_f64(of.index);
        let mut class = Class { spot: index, shares: 0.0, options: Vec::new() };
        let (mut straight, mut optional, mut options) = (Vec::new(), Vec::new(), Vec::new());
        for (leg, of) in of.legs.iter().filter_map(|&leg| Some((leg, account.legs.get(leg)?))) {
            let Shape::Option { scale, black, .. } = of.shape else {
                let shares = of.shape.straight_usd(1.0) / index;
                straight.push((leg, shares));
                class.shares += shares;
                continue;
            };
            // an option on the forward is that many more options on the coin, at a strike as much nearer
            let over = black.forward / index;
            class.options.push(ClassOption {
                strike: black.strike / over,
                right: black.right,
                years: black.years.max(0.0),
                vol: black.vol,
                rate: 0.0,
                contracts: scale * over,
                multiplier: 1.0,
            });
            optional.push(leg);
            options.push((leg, of.units.abs()));
        }
        let own = |balance: &&Balance<'_>| {
            balance.held && balance.underlying == Some(place) && balance.quantity > Decimal::ZERO
        };
        let coins: f64 =
            held.iter().filter(own).map(|of| to_f64(of.quantity) * of.price.map_or(0.0, to_f64) / index).sum();
        if of.legs.is_empty() && coins == 0.0 {
            return Ok(None);
        }
        class.shares += coins;
        let answer = answer(&class, &self.range, &self.rules)?;
        let step = answer.points.get(answer.worst).copied().unwrap_or(0.0);
        let losses = optional.into_iter().zip(answer.options.iter().map(|gain| -gain));
        let losses = losses.chain(straight.into_iter().map(|(leg, shares)| (leg, -shares * index * step)));
        let parts = (coins == 0.0).then(|| losses.collect());
        Ok(Some(Asked { of, answer, parts, options }))
    }

    fn charge(&self, asked: &Asked<'_>) -> Result<Charge, FigureError> {
        let asset = &asked.of.asset;
        if asked.answer.minimum > asked.answer.loss {
            let rate = to_usd(self.rules.minimum).ok_or_else(|| FigureError::overflow("minimum"))?;
            let part =
                |&(leg, coins): &(usize, Decimal)| Ok(Part { leg, amount: decimal::mul("minimum", coins, rate)? });
            let parts = asked.options.iter().map(part).collect::<Result<Vec<_>, FigureError>>()?;
            return Ok(Charge::summed(&MINIMUM, parts).on(asset));
        }
        let loss = to_usd(asked.answer.loss).ok_or_else(|| FigureError::overflow("loss"))?;
        let charge = Charge::named(&LOSS, loss).on(asset);
        Ok(match &asked.parts {
            Some(parts) => charge.shared(parts),
            None => charge,
        })
    }

    /// One row of prices: volatility does not move.
    fn grid(&self, asked: &[Asked<'_>]) -> Grid {
        let Some(first) = asked.first() else { return Grid::default() };
        // a range without moves to one side has no steps there but zero
        let share = |step: &f64| match *step {
            step if step < 0.0 => -step / self.range.down,
            step if step > 0.0 => step / self.range.up,
            _ => 0.0,
        };
        let gain = |place: usize| -> f64 { asked.iter().filter_map(|of| of.answer.gains.get(place)).sum() };
        let gains: Vec<f64> = (0..first.answer.points.len()).map(gain).collect();
        Grid {
            steps: first.answer.points.iter().map(share).collect(),
            vols: vec![VolMove::Same],
            counted: gains.clone(),
            pnl: gains,
            tails: Vec::new(),
        }
    }
}

fn binding(asked: &[Asked<'_>]) -> Option<Binding> {
    let most = asked.iter().max_by(|a, b| a.answer.loss.total_cmp(&b.answer.loss)).filter(|of| of.answer.loss > 0.0)?;
    let asset = &most.of.asset;
    Some(Binding {
        tail: None,
        column: Some(most.answer.worst),
        vol: VolMove::Same,
        moves: vec![(asset.clone(), *most.answer.points.get(most.answer.worst)?)],
        underlyings: vec![(asset.clone(), to_usd(most.answer.loss)?)],
    })
}

impl Venue for Tims {
    fn refuses(&self, leg: &Leg, _: &Underlying) -> Option<String> {
        if leg.kind == LegKind::Borrowed {
            return None;
        }
        unlisted_kind("TIMS", leg, Lists { options: true, futures: true, inverse: false })
            .or_else(|| (leg.instrument_kind() == Some(Kind::Perpetual)).then(|| "TIMS lists no perpetuals".to_owned()))
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let held = balances(account);
        let mut asked = Vec::new();
        for (place, of) in account.underlyings.iter().enumerate() {
            asked.extend(self.class(account, &held, place, of)?);
        }
        let charges = asked.iter().map(|asked| self.charge(asked)).collect::<Result<Vec<_>, _>>()?;
        let charges = charged(charges);
        let holdings: Vec<HoldingReport> =
            account.held.iter().map(|held| HoldingReport::counted(held, Decimal::ZERO)).collect();
        let taken =
            format!("The rule has no class for coins; they are taken for {}.", self.rules.coins.replace('_', " "));
        Ok(Demand {
            initial: charges.clone(),
            maintenance: charges,
            equity: Equity::of(account, &holdings, true),
            grid: self.grid(&asked),
            binding: binding(&asked),
            ranges: asked.iter().map(|asked| (asked.of.asset.clone(), self.range.up.max(-self.range.down))).collect(),
            notes: if asked.is_empty() { Vec::new() } else { vec![taken] },
            holdings,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::book::Right;
    use crate::margin::venues::case::{account, market as prices, rules, with_options};
    use crate::margin::{ChargeKind, assess, liquidation};
    use crate::pricing::BlackScholes;
    use crate::risk::to_f64;
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    #[test]
    fn a_coin_loses_the_whole_range_and_its_future_hedges_it() {
        let market = prices(&[("BTC", "60000")]);
        let coin = assess(&account(&[], &["2 BTC"]), &market, rules("tims"));
        assert_eq!((coin.equity.total, coin.initial_margin), (dec!(120000), dec!(18000)));
        let hedged = assess(&account(&["-2 BTC_USD-26MAR27"], &["2 BTC"]), &market, rules("tims"));
        assert_eq!(hedged.initial_margin, dec!(0));
        // the coin and the future alone, 9,000 a coin each
        assert_eq!((hedged.held_apart, hedged.hedge_benefit), (dec!(36000), dec!(36000)));
        assert!(hedged.warnings.iter().any(|warning| warning.message.contains("taken for equity")));
    }

    #[test]
    fn a_future_sold_is_liquidated_where_its_loss_leaves_the_range() {
        let book = account(&["-1 BTC_USD-26MAR27 @ 60000"], &["20000 USD"]);
        let market = prices(&[("BTC", "60000")]);
        // 20,000 − (p − 60,000) = 0.15·p
        let above = liquidation(&book, &market, rules("tims"))[0].above.unwrap().price;
        assert!((above - dec!(80000) / dec!(1.15)).abs() < dec!(0.001), "{above}");
    }

    #[test]
    fn an_option_sold_loses_what_it_is_worth_more_at_the_edge() {
        let name = "BTC_USD-25DEC26-66000-C";
        let market = with_options(prices(&[("BTC", "60000")]), &[("BTC", "25DEC26", "60600")], &[(name, 0.5)]);
        let book = account(&[&format!("-1 {name}"), "0.5 BTC_USD-25DEC26"], &["50000 USD"]);
        let of = assess(&book, &market, rules("tims"));
        let years = (33.0 + 8.0 / 24.0) / 365.0;
        let at = |spot: f64| {
            BlackScholes { spot, strike: 66000.0, years, vol: 0.5, rate: 0.0, dividend: 0.0, right: Right::Call }
                .price()
        };
        // ten prices of the forward; half a future at its mark, the forward
        let loss = |k: i32| {
            let step = 0.15 * f64::from(k) / 5.0;
            at(60600.0 * (1.0 + step)) - at(60600.0) - 0.5 * 60600.0 * step
        };
        let worst = (-5..=5).filter(|k| *k != 0).map(loss).fold(0.0, f64::max);
        assert!((to_f64(of.initial_margin) - worst).abs() < 1e-6 * worst, "{} {worst}", of.initial_margin);
        let parts: Decimal = of.legs.iter().map(|leg| leg.part).sum();
        assert_eq!(parts, of.initial_margin);
        assert_eq!(of.grid.steps.len(), 10);
    }

    #[test]
    fn far_out_each_option_needs_the_minimum() {
        let name = "BTC_USD-25NOV26-500000-C";
        let market = with_options(prices(&[("BTC", "60000")]), &[("BTC", "25NOV26", "60000")], &[(name, 0.5)]);
        let of = assess(&account(&[&format!("-4 {name}")], &["100 USD"]), &market, rules("tims"));
        assert_eq!((of.initial_margin, of.legs[0].part), (dec!(1.5), dec!(1.5)));
        assert!(matches!(of.charges[0].kind, ChargeKind::Venue(name) if name.name == "Minimum for options"));
    }

    #[test]
    fn a_coin_owed_is_a_coin_sold_short_and_perpetuals_are_named() {
        let book = account(&["1 BTC-PERP", "100 BTC-PERPETUAL"], &["200000 USD", "-1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), rules("tims"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert_eq!(said, ["TIMS lists no perpetuals", "TIMS lists no inverse contracts"]);
        assert_eq!((of.equity.total, of.initial_margin), (dec!(140000), dec!(9000)));
        assert_eq!((of.legs[0].part, of.held_apart), (dec!(9000), dec!(9000)));
    }
}
