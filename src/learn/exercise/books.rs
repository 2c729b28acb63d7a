//! Small books out of a seed: round sizes, round prices, cash that is enough.

use rust_decimal::Decimal;

use super::Level;
use crate::book::{Account, Exact, Expiry, Holding, Instrument, Kind, Position, Right, Settlement};
use crate::learn::Stage;
use crate::learn::stage::{flat, typed};
use crate::margin::{RuleSet, assess};
use crate::market::Market;
use crate::risk::{Seeded, mark};

/// A coin of exercises.
struct Coin {
    name: &'static str,
    /// Least size of a position, in tenths of a coin.
    size: i64,
    /// Dollars from one strike to the next.
    strike_step: u32,
    /// Index prices to choose from, dollars.
    prices: [u32; 3],
}

const COINS: [Coin; 3] = [
    Coin { name: "BTC", size: 5, strike_step: 5_000, prices: [80_000, 100_000, 120_000] },
    Coin { name: "ETH", size: 50, strike_step: 200, prices: [3_000, 4_000, 5_000] },
    Coin { name: "SOL", size: 1_000, strike_step: 10, prices: [150, 200, 250] },
];
const EXPIRIES: [&str; 2] = ["25DEC26", "25JUN27"];

/// Chance as exercises use it.
pub(super) struct Chance(Seeded);

impl Chance {
    pub(super) fn new(seed: u64, level: Level) -> Self {
        let salt = match level {
            Level::Easy => 0x0ea5,
            Level::Medium => 0x3ed1,
            Level::Hard => 0x4a8d,
        };
        Self(Seeded::new(seed.rotate_left(16) ^ salt))
    }

    /// One of so many, from 0.
    pub(super) fn of(&mut self, many: u64) -> u64 {
        self.0.next_u64() % many.max(1)
    }

    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let place = usize::try_from(self.of(u64::try_from(of.len()).ok()?)).ok()?;
        of.get(place)
    }

    pub(super) fn even(&mut self) -> bool {
        self.of(2) == 0
    }
}

/// A book with its market, and the coin it is about.
pub(super) struct Drawn {
    pub(super) stage: Stage,
    pub(super) coin: &'static str,
}

/// Draws a book. `None` where a name or a price cannot be had, which the laws rule out.
pub(super) fn drawn(chance: &mut Chance, level: Level, rules: &RuleSet) -> Option<Drawn> {
    let first = usize::try_from(chance.of(3)).ok()?;
    let mut market = typed("").ok()?;
    let mut indices = Vec::new();
    for coin in &COINS {
        indices.push(priced(chance, coin, &mut market)?);
    }
    let coin = COINS.get(first)?;
    let index = *indices.get(first)?;
    let long = chance.even();
    let mut positions = Vec::new();
    match level {
        Level::Easy => {
            let kind = if chance.even() { Kind::Perpetual } else { Kind::Future { expiry: expiry(chance)? } };
            positions.push(sized(chance, coin, kind, long)?);
        }
        Level::Medium if chance.even() => {
            positions.push(sized(chance, coin, Kind::Perpetual, long)?);
            let kind = Kind::Future { expiry: expiry(chance)? };
            positions.push(sized(chance, coin, kind, !long)?);
        }
        Level::Medium => {
            let other = COINS.get((first + 1) % COINS.len())?;
            positions.push(sized(chance, coin, Kind::Perpetual, long)?);
            let same = chance.of(4) == 0;
            positions.push(sized(chance, other, Kind::Perpetual, long == same)?);
        }
        Level::Hard => {
            positions.push(sized(chance, coin, Kind::Perpetual, long)?);
            let right = if chance.even() { Right::Call } else { Right::Put };
            let kind = option(chance, coin, index, right)?;
            let bought = chance.even();
            positions.push(sized(chance, coin, kind, bought)?);
        }
    }
    for position in &mut positions {
        flat(&mut market, &position.instrument);
        position.entry = Some(mark(&position.instrument, &market).ok()?);
    }
    let account = with_cash(chance, positions, &market, rules)?;
    Some(Drawn { stage: Stage { market, accounts: vec![account] }, coin: coin.name })
}

/// Buys a protective option on the first position, of its size, at its mark; its book is the second.
pub(super) fn hedge(chance: &mut Chance, drawn: &mut Drawn) -> Option<Instrument> {
    let coin = COINS.iter().find(|coin| coin.name == drawn.coin)?;
    let account = drawn.stage.accounts.first()?.clone();
    let held = account.positions.first()?;
    let long = held.quantity > Decimal::ZERO;
    let index = drawn.stage.market.index_price(held.instrument.underlying())?;
    let right = if long { Right::Put } else { Right::Call };
    let kind = option(chance, coin, index, right)?;
    let instrument = linear(coin, kind)?;
    flat(&mut drawn.stage.market, &instrument);
    let price = mark(&instrument, &drawn.stage.market).ok()?.round_dp(2);
    let trade =
        crate::book::Trade { instrument: instrument.clone(), quantity: held.quantity.abs(), price, fee: Decimal::ZERO };
    let after = account.with(&trade).ok()?;
    drawn.stage.accounts.push(after);
    Some(instrument)
}

/// Types a price, two forwards and a volatility of a coin; its index.
fn priced(chance: &mut Chance, coin: &Coin, market: &mut Market) -> Option<Decimal> {
    let index = *chance.one(&coin.prices)?;
    let (near, far) = (chance.of(3) + 2, chance.of(10) + 22);
    let forward =
        |per_mille: u64| Decimal::from(index).times(Decimal::from(1_000 + per_mille))?.over(Decimal::from(1_000));
    let vol = chance.one(&["0.4", "0.5", "0.6", "0.8"])?;
    let (name, near, far) = (coin.name, forward(near)?, forward(far)?);
    let lines = format!("{name} {index}; {name}-25DEC26 {near}; {name}-25JUN27 {far}; {name} vol {vol}");
    *market = market.with(&typed(&lines).ok()?);
    Some(Decimal::from(index))
}

fn expiry(chance: &mut Chance) -> Option<Expiry> {
    Expiry::parse(chance.one(&EXPIRIES)?).ok()
}

/// An option within four strikes of the index.
fn option(chance: &mut Chance, coin: &Coin, index: Decimal, right: Right) -> Option<Kind> {
    let step = Decimal::from(coin.strike_step);
    let away = Decimal::from(chance.of(9)).minus(Decimal::from(4))?.times(step)?;
    let strike = index.over(step)?.round().times(step)?.plus(away)?;
    Some(Kind::Option { expiry: expiry(chance)?, strike, right })
}

fn linear(coin: &Coin, kind: Kind) -> Option<Instrument> {
    let underlying = coin.name.parse().ok()?;
    if kind == Kind::Perpetual {
        return Instrument::perpetual(underlying).ok();
    }
    Instrument::new(underlying, Settlement::Linear { quote: "USDC".parse().ok()? }, kind).ok()
}

/// A position of one to eight times the coin's least size.
fn sized(chance: &mut Chance, coin: &Coin, kind: Kind, long: bool) -> Option<Position> {
    let many = i64::try_from(chance.of(8) + 1).ok()?;
    let quantity = Decimal::new(coin.size.checked_mul(many)?, 1);
    Some(Position::new(linear(coin, kind)?, if long { quantity } else { -quantity }, None))
}

/// The positions with dollars, in thousands, that cover 1.2 to 2 times their initial margin.
fn with_cash(chance: &mut Chance, positions: Vec<Position>, market: &Market, rules: &RuleSet) -> Option<Account> {
    let mut account = Account { positions, ..Account::default() };
    let bare = assess(&account, market, rules);
    let times = Decimal::new(i64::try_from(chance.of(9)).ok()?.checked_add(12)?, 1);
    let wanted = bare.initial_margin.times(times)?.minus(bare.equity.total)?.max(Decimal::ZERO);
    let thousand = Decimal::from(1_000);
    let quantity = wanted.over(thousand)?.ceil().times(thousand)?.max(thousand);
    account.holdings.push(Holding { asset: "USDC".parse().ok()?, quantity });
    Some(account)
}
