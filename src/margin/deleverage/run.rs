//! A deleveraging as it goes: the account as it stands, what has been traded, and orders tried before they are placed.

use rust_decimal::Decimal;

use super::entered::entered;
use super::{Closed, End, Fees, Step};
use crate::book::{Account, Asset, Exact, Instrument, Kind, Settlement, Sorted, Trade, sort_by};
use crate::margin::{Assessment, RuleSet, assess};
use crate::market::{Market, is_dollar};
use crate::risk::{FillError, Impacts, Leg, LegKind, LegOf, Order, Taken, Valued, to_usd};

/// More steps than any procedure is followed for.
const MOST_STEPS: usize = 400;
/// Halvings of a search for a size: a position is divided this finely.
const HALVINGS: u32 = 30;
/// Decimals of quantities that are worked out.
const DECIMALS: u32 = 8;

/// The account as it stands.
#[derive(Clone, Debug)]
pub(in crate::margin) struct State {
    pub(super) account: Account,
    pub(super) valued: Valued,
    pub(super) assessed: Assessment,
}

/// Something that can be closed: a position, or a coin that is owed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lot {
    /// In what; a coin that is owed is bought back for dollars.
    pub(super) instrument: Instrument,
    /// The coin whose price moves it.
    pub(super) underlying: Asset,
    /// Signed units.
    pub(super) units: Decimal,
    /// Dollars of exposure or, of an option, of value, ≥ 0.
    pub(super) usd: Decimal,
    /// Its part of the maintenance margin; negative where it offsets.
    pub(super) maintenance: Decimal,
}

/// At which price orders are filled.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pricing {
    /// By impact.
    Market,
    /// At the mark: handed over.
    Mark,
}

/// What is charged.
#[derive(Clone, Copy, Debug)]
pub(super) enum Charged<'a> {
    /// By rates.
    Rates(&'a Fees),
    /// These dollars, on the first order; below 0 they are paid to the account.
    Dollars(Decimal),
}

/// Orders that were tried.
#[derive(Clone, Debug)]
pub(super) struct Tried {
    pub(super) what: Vec<Closed>,
    pub(super) state: State,
    taken: Sorted<(Instrument, bool), Taken>,
}

/// A deleveraging under way.
pub(in crate::margin) struct Run<'a> {
    pub(super) market: &'a Market,
    pub(super) rules: &'a RuleSet,
    impacts: &'a Impacts,
    pub(super) now: State,
    /// By instrument and whether bought.
    pub(in crate::margin) taken: Sorted<(Instrument, bool), Taken>,
    pub(super) seconds: u64,
    /// What an insurance fund has paid so far.
    pub(super) fund_usd: Decimal,
    pub(super) steps: Vec<Step>,
    pub(super) notes: Vec<String>,
}

impl State {
    fn new(account: Account, market: &Market, rules: &RuleSet) -> Self {
        let assessed = assess(&account, market, rules);
        Self { valued: Valued::new(&account, market), account, assessed }
    }

    pub(super) fn equity(&self) -> Decimal {
        self.assessed.equity.total
    }

    pub(super) fn maintenance(&self) -> Decimal {
        self.assessed.maintenance_margin
    }

    /// Equity less maintenance margin.
    pub(super) fn room(&self) -> Decimal {
        self.equity().capped_minus(self.maintenance())
    }

    pub(super) fn healthy(&self) -> bool {
        self.room() >= Decimal::ZERO
    }

    /// Everything the rules margin, as it can be closed, largest part of the maintenance margin first.
    pub(super) fn lots(&self) -> Vec<Lot> {
        let of = &self.assessed;
        let charges = if of.maintenance_charges.is_empty() { &of.charges } else { &of.maintenance_charges };
        let part = |place: usize| {
            let its = charges.iter().flat_map(|charge| &charge.parts).filter(|part| part.leg == place);
            its.fold(Decimal::ZERO, |sum, part| sum.capped_plus(part.amount))
        };
        let mut lots: Vec<Lot> = Vec::new();
        for (place, leg) in of.legs.iter().enumerate().filter(|(_, leg)| !leg.units.is_zero()) {
            let instrument = match leg.kind {
                LegKind::Position => {
                    leg.rows.first().and_then(|&row| Some(self.account.positions.get(row)?.instrument.clone()))
                }
                LegKind::Borrowed => self.bought_back(&leg.underlying),
                LegKind::Cover => None,
            };
            let Some(instrument) = instrument else { continue };
            let (underlying, units, usd) = (leg.underlying.clone(), leg.units, leg.value.abs());
            lots.push(Lot { instrument, underlying, units, usd, maintenance: part(place) });
        }
        sort_by(&mut lots, |a, b| b.maintenance.cmp(&a.maintenance));
        lots
    }

    /// A coin against the dollars that are held.
    fn bought_back(&self, coin: &Asset) -> Option<Instrument> {
        let dollars = self.account.holdings.iter().find(|held| is_dollar(&held.asset) && held.quantity > Decimal::ZERO);
        let quote = dollars.map_or_else(Asset::usd, |held| held.asset.clone());
        Instrument::new(coin.clone(), Settlement::Linear { quote }, Kind::Spot).ok()
    }

    fn leg(&self, instrument: &Instrument) -> Option<&Leg> {
        self.valued.legs.iter().find(|leg| match &leg.of {
            LegOf::Instrument(of) => of == instrument,
            LegOf::Coin(coin) => instrument.kind() == Kind::Spot && coin == instrument.underlying(),
        })
    }

    /// Dollars an asset is worth in this account's valuation.
    fn index(&self, leg: &Leg) -> Decimal {
        self.valued.underlyings.get(leg.underlying).map_or(Decimal::ZERO, |of| of.index)
    }
}

impl Tried {
    /// What the orders cost: fees and impact.
    pub(super) fn cost(&self) -> Decimal {
        let each = |closed: &Closed| closed.fee_usd.capped_plus(closed.impact_usd);
        self.what.iter().fold(Decimal::ZERO, |sum, closed| sum.capped_plus(each(closed)))
    }
}

impl<'a> Run<'a> {
    pub(in crate::margin) fn new(
        account: &Account,
        market: &'a Market,
        rules: &'a RuleSet,
        impacts: &'a Impacts,
    ) -> Self {
        let ready = entered(account, &Valued::new(account, market));
        let now = State::new(ready, market, rules);
        let mut notes = Vec::new();
        if !now.assessed.left_out.is_empty() {
            let names: Vec<&str> = now.assessed.left_out.iter().map(|out| out.name.as_str()).collect();
            notes.push(format!("What these rules do not margin is not closed: {}.", names.join(", ")));
        }
        Self {
            market,
            rules,
            impacts,
            now,
            taken: Sorted::new(),
            seconds: 0,
            fund_usd: Decimal::ZERO,
            steps: Vec::new(),
            notes,
        }
    }

    /// The account as it stands.
    pub(in crate::margin) fn account(&self) -> &Account {
        &self.now.account
    }

    /// How it ends, if it ends here: healthy, nothing left, or followed long enough.
    pub(super) fn end(&self) -> Option<End> {
        let equity = self.now.equity();
        let loss = self.fund_usd.capped_minus(equity.min(Decimal::ZERO));
        if self.now.lots().is_empty() && !(self.steps.is_empty() && self.now.healthy()) {
            return Some(match (loss > Decimal::ZERO, self.now.healthy()) {
                (true, _) => End::Bankrupt { loss_usd: loss },
                (false, true) => End::Empty,
                (false, false) => {
                    self.stuck("no position is left to close, and what is owed still needs more than there is")
                }
            });
        }
        if self.now.healthy() {
            return Some(End::Healthy);
        }
        (self.steps.len() >= MOST_STEPS).then(|| self.stuck(&format!("it is followed for {MOST_STEPS} steps")))
    }

    pub(super) fn stuck(&self, why: &str) -> End {
        End::Stuck { why: why.to_owned() }
    }

    /// Tries orders of signed quantities. An order that its book fills in part is filled in part.
    ///
    /// Errs, in a sentence, where one cannot be priced or filled at all.
    pub(super) fn tried(
        &self,
        orders: &[(Instrument, Decimal)],
        pricing: Pricing,
        charged: Charged<'_>,
    ) -> Result<Tried, String> {
        let mut account = self.now.account.clone();
        let mut taken = self.taken.clone();
        let mut what = Vec::new();
        for (place, (instrument, quantity)) in orders.iter().filter(|(_, q)| !q.is_zero()).enumerate() {
            let hedge;
            let leg = match self.now.leg(instrument) {
                Some(leg) => leg,
                None => {
                    hedge = self.new_leg(instrument, *quantity)?;
                    &hedge
                }
            };
            let key = (instrument.clone(), quantity.is_sign_positive());
            let before = taken.get(&key).copied().unwrap_or_default();
            let (order, price) = self.priced(instrument, leg, *quantity, before, pricing)?;
            let closed = self.closed(
                instrument,
                leg,
                &order,
                price,
                match charged {
                    Charged::Dollars(_) if place > 0 => Charged::Dollars(Decimal::ZERO),
                    charged => charged,
                },
            );
            let (closed, fee) =
                closed.ok_or_else(|| format!("this order of {instrument} is too large to be computed"))?;
            let trade = Trade { instrument: instrument.clone(), quantity: order.quantity, price, fee };
            account = account.with(&trade).map_err(|error| error.to_string())?;
            if matches!(pricing, Pricing::Market) {
                let quantity = before.quantity.capped_plus(order.quantity.abs());
                taken.insert(key, Taken { quantity, usd: before.usd + order.usd });
            }
            what.push(closed);
        }
        Ok(Tried { what, state: State::new(account, self.market, self.rules), taken })
    }

    /// An order, cut to what its book holds, with its price.
    fn priced(
        &self,
        instrument: &Instrument,
        leg: &Leg,
        quantity: Decimal,
        before: Taken,
        pricing: Pricing,
    ) -> Result<(Order, Decimal), String> {
        let order = |quantity| Order::in_leg(leg, quantity).map_err(|error| error.to_string());
        let whole = order(quantity)?;
        if matches!(pricing, Pricing::Mark) {
            return Ok((whole, whole.mark));
        }
        let impact = self.impacts.on(instrument);
        let cut = match impact.price(&whole, &before) {
            Ok(priced) => return Ok((whole, priced.price)),
            Err(FillError::Short { available, .. }) if available > Decimal::ZERO => {
                order(if quantity.is_sign_negative() { -available } else { available })?
            }
            Err(error) => return Err(format!("{instrument}: {error}")),
        };
        let priced = impact.price(&cut, &before).map_err(|error| format!("{instrument}: {error}"))?;
        Ok((cut, priced.price))
    }

    /// The trade as it is reported, and its fee in what it is paid in.
    fn closed(
        &self,
        instrument: &Instrument,
        leg: &Leg,
        order: &Order,
        price: Decimal,
        charged: Charged<'_>,
    ) -> Option<(Closed, Decimal)> {
        let quantity = order.quantity;
        let index = self.now.index(leg);
        let in_coin = instrument.is_inverse();
        let settled_usd = if in_coin { index } else { leg.quote_usd };
        let worse = if in_coin && !instrument.is_option() {
            Decimal::ONE.over(leg.mark)?.minus(Decimal::ONE.over(price)?)?
        } else {
            price.minus(leg.mark)?
        };
        let impact_usd = quantity.times(worse)?.times(settled_usd)?;
        let fee_usd = match charged {
            Charged::Dollars(dollars) => dollars,
            Charged::Rates(fees) if instrument.is_option() => {
                let premium = quantity.abs().times(price)?.times(settled_usd)?;
                fees.of(quantity.abs().times(index)?, Some(premium))
            }
            Charged::Rates(fees) if in_coin => fees.of(quantity.abs(), None),
            Charged::Rates(fees) => fees.of(quantity.abs().times(price)?.times(settled_usd)?, None),
        };
        let fee = fee_usd.over(settled_usd)?;
        Some((Closed { instrument: instrument.clone(), quantity, price, fee_usd, impact_usd }, fee))
    }

    /// What a position that is not held yet would be.
    fn new_leg(&self, instrument: &Instrument, quantity: Decimal) -> Result<Leg, String> {
        let positions = vec![crate::book::Position::new(instrument.clone(), quantity, None)];
        let valued = Valued::new(&Account { positions, ..Account::default() }, self.market);
        let why = valued.left_out.first().map(|out| out.reason.clone());
        let mut leg = valued.legs.into_iter().next().ok_or_else(|| why.unwrap_or_default())?;
        let place = self.now.valued.underlyings.iter().position(|of| of.asset == *instrument.underlying());
        leg.underlying = place.ok_or_else(|| format!("no price for {}", instrument.underlying()))?;
        Ok(leg)
    }

    /// Places what was tried.
    pub(super) fn place(&mut self, tried: Tried, given_usd: Decimal, why: String) {
        let Tried { what, state, taken } = tried;
        self.taken = taken;
        self.set(state.account.clone(), what, given_usd, why, state);
    }

    /// Sets the account as something other than trades left it.
    pub(super) fn hand_over(&mut self, account: Account, what: Vec<Closed>, why: String) {
        let before = self.now.equity();
        let state = State::new(account, self.market, self.rules);
        let given = before.capped_minus(state.equity());
        self.set(state.account.clone(), what, given, why, state);
    }

    fn set(&mut self, account: Account, what: Vec<Closed>, given_usd: Decimal, why: String, state: State) {
        let (equity, initial, maintenance) = (state.equity(), state.assessed.initial_margin, state.maintenance());
        self.now = state;
        self.steps.push(Step { at_seconds: self.seconds, what, given_usd, why, account, equity, initial, maintenance });
    }

    /// Lets time pass: books fill up again where it is said when.
    pub(super) fn wait(&mut self, seconds: u64) {
        self.seconds = self.seconds.saturating_add(seconds);
        if self.impacts.refills_after.is_some_and(|after| seconds >= after) {
            self.taken = Sorted::new();
        }
    }

    /// The least of orders, each a share of `most`, after which `enough` holds; none where it does not hold after all
    /// of them.
    pub(super) fn least(
        &self,
        most: &[(Instrument, Decimal)],
        fees: &Fees,
        enough: impl Fn(&State) -> bool,
    ) -> Option<Tried> {
        let at = |share: Decimal| {
            let part = |(instrument, whole): &(Instrument, Decimal)| (instrument.clone(), share_of(*whole, share));
            let orders: Vec<_> = most.iter().map(part).collect();
            self.tried(&orders, Pricing::Market, Charged::Rates(fees)).ok().filter(|tried| enough(&tried.state))
        };
        let mut found = at(Decimal::ONE)?;
        let (mut low, mut high) = (Decimal::ZERO, Decimal::ONE);
        for _ in 0..HALVINGS {
            let middle = low.plus(high)?.over(Decimal::TWO)?;
            match at(middle) {
                Some(tried) => (found, high) = (tried, middle),
                None => low = middle,
            }
        }
        Some(found)
    }
}

/// A share (0 to 1) of a quantity, rounded away from zero to what can be traded, never more than all of it.
pub(super) fn share_of(whole: Decimal, share: Decimal) -> Decimal {
    let part = whole.capped_times(share);
    let rounded = part.round_dp_with_strategy(DECIMALS, rust_decimal::RoundingStrategy::AwayFromZero);
    if rounded.abs() > whole.abs() { whole } else { rounded }
}

/// The order that closes all of a lot.
pub(super) fn all_of(lot: &Lot) -> (Instrument, Decimal) {
    (lot.instrument.clone(), -lot.units)
}

/// Dollars from a calculator's float.
pub(super) fn usd(value: f64) -> Result<Decimal, String> {
    to_usd(value).ok_or_else(|| "a figure is too large to be computed".to_owned())
}
