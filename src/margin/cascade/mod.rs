//! A cascade: a shock liquidates accounts, what they sell moves the price, and that liquidates others.
//!
//! It lives beside `deleverage` and not in `risk`, since it asks `assess` of every account in every round. The procedure
//! is one for all. A liquidation pays its impact whole; a stated share of the impact stays in the price and is what the next
//! round is judged at. Nothing refills meanwhile. There is no chance in it: the riskiest account goes first, and a crowd
//! ([`crowd`]) comes out of a seed, so the same question has the same answer everywhere.

mod apart;
mod crowd;
mod fallout;

use rust_decimal::Decimal;

pub use apart::apart;
pub use crowd::{Crowd, crowd};
pub use fallout::{Fall, Fallout, Round};

use super::deleverage::{Deleveraging, End, Procedure, Run, entered, through};
use super::limits::{FRACTION, within};
use super::{FigureError, RuleSet, assess};
use crate::book::{Account, Asset, Exact, Instrument, Kind, Sorted, sort_by};
use crate::market::{Market, Shock, ShockError};
use crate::risk::{FillError, Impact, Impacts, Taken, Valued, to_usd};

/// What happens to the accounts.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    /// The market before.
    pub market: &'a Market,
    /// The rules of all accounts.
    pub rules: &'a RuleSet,
    /// What is done to an account below maintenance.
    pub procedure: &'a Procedure,
    /// What starts it.
    pub shocks: &'a [Shock],
    /// What market orders pay.
    pub impacts: &'a Impacts,
    /// Share of an order's impact that stays in the price, a fraction.
    pub lasting: f64,
    /// Most rounds it is followed for.
    pub rounds: usize,
}

/// Why a cascade cannot be followed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CascadeError {
    /// The shock, or a price it leads to.
    #[error(transparent)]
    Shock(#[from] ShockError),
    /// A figure or a parameter that cannot be.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// What the market cannot take.
    #[error(transparent)]
    Fill(#[from] FillError),
}

/// A price falls no further than to this share of what the shock left.
const LOWEST: f64 = 0.01;
/// Accounts that are taken.
const MOST: usize = 2_000;
/// Rounds that are taken.
const MOST_ROUNDS: usize = 1_000;

type Traded = Sorted<(Instrument, bool), Taken>;

/// Follows a shock through accounts that share one market. Positions without an entry price are entered at their marks before
/// the shock.
///
/// # Errors
/// A shock, a share or a number of accounts or rounds that cannot be; a price beyond what a decimal holds.
pub fn cascade(accounts: &[Account], scene: &Scene<'_>) -> Result<Fallout, CascadeError> {
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
    let impacts = Impacts { refills_after: None, ..scene.impacts.clone() };
    let mut going = Going {
        accounts: accounts.iter().map(before).collect(),
        out: vec![false; accounts.len()],
        hit: vec![false; accounts.len()],
        traded: Traded::new(),
        fallout: Fallout { accounts: accounts.len(), ..Fallout::default() },
    };
    let assets = underlyings(accounts);
    let mut market = shocked.clone();
    for _ in 0..scene.rounds {
        let liquidated = going.round(&market, scene, &impacts, &assets);
        if !liquidated {
            going.fallout.at_rest = true;
            break;
        }
        market = moved(&shocked, &going.traded, &impacts, scene.lasting)?;
    }
    let mut fallout = going.fallout;
    fallout.liquidated = going.hit.iter().filter(|hit| **hit).count();
    let fall = |asset: &Asset| {
        let price = |market: &Market| market.index_price(asset);
        let (before, shocked, after) = (price(scene.market)?, price(&shocked)?, price(&market)?);
        Some(Fall { asset: asset.clone(), before, shocked, after })
    };
    fallout.prices = assets.iter().filter_map(fall).collect();
    Ok(fallout)
}

/// A cascade under way.
struct Going {
    accounts: Vec<Account>,
    /// Whether nothing more can be done to it.
    out: Vec<bool>,
    hit: Vec<bool>,
    traded: Traded,
    fallout: Fallout,
}

impl Going {
    /// Liquidates whoever is below maintenance; whether anybody was.
    fn round(&mut self, market: &Market, scene: &Scene<'_>, impacts: &Impacts, assets: &[Asset]) -> bool {
        let price = |asset: &Asset| Some((asset.clone(), market.index_price(asset)?));
        let prices = assets.iter().filter_map(price).collect();
        let volume = volume(&self.traded);
        let insurance = self.fallout.insurance_usd;
        let liquidated = self.below(market, scene.rules);
        for &place in &liquidated {
            let Some(account) = self.accounts.get(place) else { continue };
            let mut run = Run::new(account, market, scene.rules, impacts);
            run.taken = std::mem::take(&mut self.traded);
            let (done, run) = through(run, scene.procedure);
            self.settle(place, &done, &run);
            self.traded = run.taken;
        }
        let traded = volume_since(&self.traded, volume);
        self.fallout.volume_usd = self.fallout.volume_usd.capped_plus(traded);
        let insurance_usd = self.fallout.insurance_usd.capped_minus(insurance);
        let anybody = !liquidated.is_empty();
        self.fallout.rounds.push(Round { prices, liquidated, volume_usd: traded, insurance_usd });
        anybody
    }

    /// Places of the accounts below maintenance, riskiest first: least equity for a dollar of maintenance margin.
    fn below(&self, market: &Market, rules: &RuleSet) -> Vec<usize> {
        let mut below: Vec<(usize, Decimal)> = Vec::new();
        for (place, account) in self.accounts.iter().enumerate() {
            if self.out.get(place).copied().unwrap_or(true) {
                continue;
            }
            let of = assess(account, market, rules);
            if of.equity.total < of.maintenance_margin {
                let cover = of.equity.total.over(of.maintenance_margin).unwrap_or(Decimal::MIN);
                below.push((place, cover));
            }
        }
        sort_by(&mut below, |a, b| a.1.cmp(&b.1).then(a.0.cmp(&b.0)));
        below.into_iter().map(|(place, _)| place).collect()
    }

    fn settle(&mut self, place: usize, done: &Deleveraging, run: &Run<'_>) {
        let (mut over, mut account) = (true, run.account().clone());
        match &done.end {
            End::Healthy => over = false,
            End::Empty => {}
            End::Bankrupt { loss_usd } => {
                self.fallout.bankrupt += 1;
                self.fallout.insurance_usd = self.fallout.insurance_usd.capped_plus(*loss_usd);
                account = Account::default();
            }
            End::Stuck { why } => self.fallout.stuck.push((place, why.clone())),
        }
        for step in &done.steps {
            let costs = step.what.iter().map(|closed| closed.fee_usd.capped_plus(closed.impact_usd));
            let cost = costs.fold(step.given_usd, Decimal::capped_plus);
            self.fallout.cost_usd = self.fallout.cost_usd.capped_plus(cost);
        }
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

fn volume_since(traded: &Traded, before: f64) -> Decimal {
    to_usd(volume(traded) - before).unwrap_or_default().max(Decimal::ZERO)
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
mod tests;
