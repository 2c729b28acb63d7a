//! A cascade under way, a turn at a time, so that whoever follows it can do something else meanwhile.

use rust_decimal::Decimal;

use super::{CascadeError, Fall, Fallout, Round, Scene};
use crate::book::{Account, Asset, Exact, Instrument, Kind, Sorted, sort_by};
use crate::margin::deleverage::{End, Ended, Paused, Run, Turn, entered};
use crate::margin::limits::{FRACTION, within};
use crate::margin::{FigureError, RuleSet, assess};
use crate::market::{Market, Shock};
use crate::risk::{Impact, Impacts, Taken, Valued, to_usd};

/// A price falls no further than to this share of what the shock left.
const LOWEST: f64 = 0.01;
/// Accounts that are taken.
const MOST: usize = 2_000;
/// Rounds that are taken.
const MOST_ROUNDS: usize = 1_000;

type Traded = Sorted<(Instrument, bool), Taken>;

/// A cascade under way.
pub struct Course<'a> {
    scene: &'a Scene<'a>,
    impacts: Impacts,
    assets: Vec<Asset>,
    shocked: Market,
    /// The market accounts are judged in.
    market: Market,
    accounts: Vec<Account>,
    /// Whether nothing more can be done to it.
    out: Vec<bool>,
    hit: Vec<bool>,
    traded: Traded,
    /// The round under way; the next account of it stands last.
    round: Option<(Round, Vec<usize>)>,
    /// The account that is being liquidated.
    closing: Option<(usize, Box<Paused>)>,
    over: bool,
    fallout: Fallout,
}

impl<'a> Course<'a> {
    /// Accounts right after the shock.
    ///
    /// # Errors
    /// As [`super::cascade`].
    pub fn new(accounts: &[Account], scene: &'a Scene<'a>) -> Result<Self, CascadeError> {
        let checked = |error| CascadeError::Figure(FigureError::from(error));
        within("lasting", scene.lasting, 0.0..=1.0, FRACTION).map_err(checked)?;
        within("accounts", accounts.len(), 0..=MOST, "up to 2000 accounts are right").map_err(checked)?;
        within("rounds", scene.rounds, 1..=MOST_ROUNDS, "1 to 1000 rounds are right").map_err(checked)?;
        let mut shocked = scene.market.clone();
        for shock in scene.shocks {
            shocked = shocked.shocked(shock)?;
        }
        // what has no entry price was worth what it was before the shock, and loses by it
        let before = |account: &Account| entered(account, &Valued::new(account, scene.market));
        Ok(Self {
            scene,
            impacts: Impacts { refills_after: None, ..scene.impacts.clone() },
            assets: underlyings(accounts),
            market: shocked.clone(),
            shocked,
            accounts: accounts.iter().map(before).collect(),
            out: vec![false; accounts.len()],
            hit: vec![false; accounts.len()],
            traded: Traded::new(),
            round: None,
            closing: None,
            over: false,
            fallout: Fallout { accounts: accounts.len(), ..Fallout::default() },
        })
    }

    /// The next turn: judges all accounts where nobody waits, then liquidates the next of those below maintenance, under the
    /// cheapest way a piece of it. Whether there is more to do.
    ///
    /// # Errors
    /// A price beyond what a decimal holds.
    pub fn turn(&mut self) -> Result<bool, CascadeError> {
        if self.over {
            return Ok(false);
        }
        let (mut round, mut waiting) = self.round.take().unwrap_or_else(|| self.judged());
        if self.closing.is_none() {
            self.closing = waiting.pop().and_then(|place| self.begun(place));
        }
        if let Some((place, paused)) = self.closing.take() {
            let Scene { rules, procedure, .. } = self.scene;
            match paused.turn(&self.market, rules, &self.impacts, procedure) {
                Turn::On(paused) => self.closing = Some((place, paused)),
                Turn::Over(ended) => self.settle(place, *ended, &mut round),
            }
        }
        if self.closing.is_some() || !waiting.is_empty() {
            self.round = Some((round, waiting));
            return Ok(true);
        }
        self.fallout.at_rest = round.liquidated.is_empty();
        if !self.fallout.at_rest {
            self.market = moved(&self.shocked, &self.traded, &self.impacts, self.scene.lasting)?;
        }
        self.fallout.rounds.push(round);
        self.over = self.fallout.at_rest || self.fallout.rounds.len() >= self.scene.rounds;
        Ok(!self.over)
    }

    /// What came of it so far.
    pub fn fallout(&self) -> Fallout {
        let fall = |asset: &Asset| {
            let price = |market: &Market| market.index_price(asset);
            let (before, shocked, after) = (price(self.scene.market)?, price(&self.shocked)?, price(&self.market)?);
            Some(Fall { asset: asset.clone(), before, shocked, after })
        };
        Fallout {
            liquidated: self.hit.iter().filter(|hit| **hit).count(),
            prices: self.assets.iter().filter_map(fall).collect(),
            ..self.fallout.clone()
        }
    }

    /// A new round, with whom it liquidates.
    fn judged(&self) -> (Round, Vec<usize>) {
        let price = |asset: &Asset| Some((asset.clone(), self.market.index_price(asset)?));
        let liquidated = self.below(self.scene.rules);
        let waiting = liquidated.iter().rev().copied().collect();
        let prices = self.assets.iter().filter_map(price).collect();
        (Round { prices, liquidated, volume_usd: Decimal::ZERO, insurance_usd: Decimal::ZERO }, waiting)
    }

    /// A liquidation before its first turn; it pays for what others took before it.
    fn begun(&self, place: usize) -> Option<(usize, Box<Paused>)> {
        let run = Run::new(self.accounts.get(place)?, &self.market, self.scene.rules, &self.impacts);
        Some((place, Box::new(Paused::new(run, self.scene.procedure, self.traded.clone()))))
    }

    /// Places of the accounts below maintenance, riskiest first: least equity for a dollar of maintenance margin.
    fn below(&self, rules: &RuleSet) -> Vec<usize> {
        let mut below: Vec<(usize, Decimal)> = Vec::new();
        for (place, account) in self.accounts.iter().enumerate() {
            if self.out.get(place).copied().unwrap_or(true) {
                continue;
            }
            let of = assess(account, &self.market, rules);
            if of.equity.total < of.maintenance_margin {
                let cover = of.equity.total.over(of.maintenance_margin).unwrap_or(Decimal::MIN);
                below.push((place, cover));
            }
        }
        sort_by(&mut below, |a, b| a.1.cmp(&b.1).then(a.0.cmp(&b.0)));
        below.into_iter().map(|(place, _)| place).collect()
    }

    fn settle(&mut self, place: usize, ended: Ended, round: &mut Round) {
        let Ended { done, mut account, taken } = ended;
        let mut over = true;
        match &done.end {
            End::Healthy => over = false,
            End::Empty => {}
            End::Bankrupt { loss_usd } => {
                self.fallout.bankrupt += 1;
                self.fallout.insurance_usd = self.fallout.insurance_usd.capped_plus(*loss_usd);
                round.insurance_usd = round.insurance_usd.capped_plus(*loss_usd);
                account = Account::default();
            }
            End::Stuck { why } => self.fallout.stuck.push((place, why.clone())),
        }
        let traded = to_usd(volume(&taken) - volume(&self.traded)).unwrap_or_default().max(Decimal::ZERO);
        round.volume_usd = round.volume_usd.capped_plus(traded);
        self.fallout.volume_usd = self.fallout.volume_usd.capped_plus(traded);
        self.traded = taken;
        self.fallout.cost_usd = self.fallout.cost_usd.capped_plus(done.cost());
        for (list, value) in [(&mut self.out, over), (&mut self.hit, !done.steps.is_empty())] {
            if let Some(of) = list.get_mut(place) {
                *of |= value;
            }
        }
        if let Some(of) = self.accounts.get_mut(place) {
            *of = account;
        }
    }
}

fn volume(traded: &Traded) -> f64 {
    traded.values().map(|taken| taken.usd).sum()
}

/// The coins that positions are in, in order of appearance.
fn underlyings(accounts: &[Account]) -> Vec<Asset> {
    let mut out: Vec<Asset> = Vec::new();
    for position in accounts.iter().flat_map(|account| &account.positions) {
        let (coin, kind) = (position.instrument.underlying(), position.instrument.kind());
        if kind != Kind::Spot && !out.contains(coin) {
            out.push(coin.clone());
        }
    }
    out
}

/// The shocked market with the lasting share of what was traded in it. Under a law, instruments of one underlying are one
/// market: what is bought in one is sold in another.
fn moved(shocked: &Market, traded: &Traded, impacts: &Impacts, lasting: f64) -> Result<Market, CascadeError> {
    let mut by_law: Sorted<Asset, (f64, Impact)> = Sorted::new();
    let mut off: Sorted<Asset, f64> = Sorted::new();
    for ((instrument, bought), taken) in traded.iter() {
        let sign = if *bought { 1.0 } else { -1.0 };
        let coin = instrument.underlying().clone();
        match impacts.on(instrument) {
            law @ Impact::SquareRoot(_) => {
                by_law.or_insert_with(coin, || (0.0, law.clone())).0 += sign * taken.usd;
            }
            other => *off.or_insert_with(coin, || 0.0) += sign * other.moved(taken, *bought)?,
        }
    }
    for (coin, (usd, law)) in by_law.iter() {
        let whole = Taken { usd: usd.abs(), ..Taken::default() };
        let moved = law.moved(&whole, *usd > 0.0)?;
        *off.or_insert_with(coin.clone(), || 0.0) += moved.copysign(*usd);
    }
    let mut market = shocked.clone();
    for (asset, off) in off.iter().filter(|(_, off)| **off != 0.0) {
        let factor = to_usd((1.0 + lasting * off).max(LOWEST)).unwrap_or(Decimal::ONE);
        market = market.shocked(&Shock::Price { asset: asset.clone(), factor })?;
    }
    Ok(market)
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::*;
    use crate::margin::cascade::cascade;
    use crate::margin::deleverage::Procedure;
    use crate::margin::venues::case::{account, market, rules};
    use crate::risk::SquareRoot;

    #[test]
    fn in_turns_it_comes_to_what_it_comes_to_at_once() {
        let market = market(&[("BTC", "50000")]);
        let impacts =
            Impact::SquareRoot(SquareRoot { coefficient: 1.0, daily_volume_usd: 1e8, daily_vol: 0.03 }).into();
        let rules = rules("hyperliquid");
        let shocks = [Shock::Price { asset: "BTC".parse().unwrap(), factor: dec!(0.9) }];
        let procedure = Procedure::of(rules);
        let scene =
            Scene { market: &market, rules, procedure, shocks: &shocks, impacts: &impacts, lasting: 0.5, rounds: 50 };
        // two below maintenance at once, and one that the price of the first round takes along
        let people = [
            account(&["20 BTC-PERP @ 50000"], &["110000 USDC"]),
            account(&["20 BTC-PERP @ 50000"], &["109000 USDC"]),
            account(&["10 BTC-PERP @ 50000"], &["55700 USDC"]),
        ];
        let mut course = Course::new(&people, &scene).unwrap();
        let mut turns = 1;
        while course.turn().unwrap() {
            turns += 1;
        }
        let of = course.fallout();
        assert_eq!(of.rounds[0].liquidated, [1, 0]);
        assert!(of.rounds[1].liquidated.contains(&2) && of.at_rest, "{of:?}");
        // one for every account that is liquidated, and one to find that nobody is left below
        assert_eq!(turns, of.rounds.iter().map(|round| round.liquidated.len()).sum::<usize>() + 1);
        assert_eq!(of, cascade(&people, &scene).unwrap());
        assert!(!course.turn().unwrap());
    }
}
