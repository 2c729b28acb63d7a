//! What of a book Derive can be asked about, as one account of its own.

use rust_decimal::Decimal;

use super::{Model, NotAsked};
use crate::book::{Account, Asset, Exact, Holding, Instrument, Kind, Position, Settlement, Time};
use crate::margin::Dated;
use crate::margin::venues::derive::pm2_managers;
use crate::margin::venues::derive::sm::{self, SmRules};
use crate::market::is_dollar;

/// Derive's cash.
const CASH: &str = "USDC";

/// The account to ask about.
pub(super) struct About {
    pub(super) account: Account,
    pub(super) left_out: Vec<NotAsked>,
    pub(super) notes: Vec<String>,
}

/// What a model lists, by the parameters that are shipped.
enum Listed {
    Standard(SmRules),
    /// The coin, and the collateral its manager takes.
    Portfolio(Asset, Vec<String>),
}

impl Listed {
    fn by(model: &Model) -> Option<Self> {
        match model {
            Model::Standard => Dated::from_json(sm::LIVE).ok().map(|dated| Self::Standard(dated.parameters)),
            Model::Portfolio(coin) => {
                let managers = pm2_managers().ok()?.parameters.managers;
                let taken = managers.get(coin.as_str())?.collateral.get(coin.as_str())?;
                Some(Self::Portfolio(coin.clone(), taken.keys().cloned().collect()))
            }
        }
    }

    fn takes(&self, asset: &Asset) -> bool {
        match self {
            Self::Standard(rules) => rules.markets.get(asset.as_str()).is_some_and(|market| market.base.is_some()),
            Self::Portfolio(_, taken) => taken.iter().any(|taken| taken == asset.as_str()),
        }
    }

    /// Why an instrument is none of these.
    fn refuses(&self, of: &Instrument) -> Option<String> {
        let (coin, option) = (of.underlying(), of.is_option());
        match self {
            Self::Portfolio(own, _) if own != coin => {
                Some(format!("portfolio margin there is of one underlying at a time, and this is of {own}"))
            }
            Self::Portfolio(..) => None,
            Self::Standard(rules) => {
                let market = rules.markets.get(coin.as_str());
                let listed =
                    market.is_some_and(|market| if option { market.option.is_some() } else { market.perp.is_some() });
                let kind = if option { "options" } else { "perpetual" };
                (!listed).then(|| format!("Derive lists no {kind} of {coin}"))
            }
        }
    }
}

/// The account; none where the parameters that are shipped cannot be read.
pub(super) fn of(account: &Account, now: Time, model: &Model) -> Option<About> {
    let listed = Listed::by(model)?;
    let mut about = About { account: Account::default(), left_out: Vec::new(), notes: Vec::new() };
    about.hold(&account.holdings, &listed);
    for position in &account.positions {
        match contract(position, now).and_then(|of| listed.refuses(&of.instrument).map_or(Ok(of), Err)) {
            Ok(of) => about.add(of),
            Err(why) => about.leave_out(position.instrument.to_string(), why),
        }
    }
    for unknown in &account.unknown {
        about.leave_out(unknown.name.clone(), "it is no instrument that is known here".to_owned());
    }
    about.settle();
    Some(about)
}

/// A position as Derive counts it, in coins; or why it lists no such thing.
fn contract(position: &Position, now: Time) -> Result<Position, String> {
    let of = &position.instrument;
    let only = |kind: &str| Err(format!("Derive lists no {kind}"));
    match (of.settlement(), of.kind()) {
        (_, Kind::Spot) => return Err("what is bought is asked about as collateral; enter the coin there".to_owned()),
        (_, Kind::Future { .. }) => return only("dated futures"),
        (Settlement::Inverse, _) => return only("contracts paid in the coin"),
        (Settlement::Linear { quote }, _) if !is_dollar(quote) => return only(&format!("contracts paid in {quote}")),
        (_, Kind::Option { expiry, .. }) if expiry.is_past(now) => return Err("it has expired".to_owned()),
        _ => {}
    }
    let quantity = position.units().ok_or("its quantity × contract size is too large")?;
    Ok(Position::new(of.clone(), quantity, position.entry))
}

/// Whether two instruments are one at Derive, which counts every dollar as USDC.
fn is_same(a: &Instrument, b: &Instrument) -> bool {
    a.underlying() == b.underlying() && a.kind() == b.kind()
}

impl About {
    fn leave_out(&mut self, name: String, why: String) {
        self.left_out.push(NotAsked { name, why });
    }

    fn hold(&mut self, holdings: &[Holding], listed: &Listed) {
        for Holding { asset, quantity } in holdings {
            let is_cash = is_dollar(asset) && !listed.takes(asset);
            if is_cash && asset.as_str() != CASH {
                self.notes.push(format!("{asset} is asked about as {CASH}, Derive’s cash."));
            }
            let as_asset = if is_cash { CASH.parse().unwrap_or_else(|_| asset.clone()) } else { asset.clone() };
            if !is_cash && !listed.takes(asset) {
                self.leave_out(asset.to_string(), "Derive takes no such collateral here".to_owned());
            } else if !is_cash && quantity.is_sign_negative() {
                self.leave_out(asset.to_string(), "Derive lends no coins, cash alone".to_owned());
            } else {
                match self.account.with_holding(&as_asset, *quantity) {
                    Some(account) => self.account = account,
                    None => self.leave_out(asset.to_string(), "the sum of it is too large".to_owned()),
                }
            }
        }
        self.account.holdings.retain(|holding| !holding.quantity.is_zero());
    }

    /// Adds a position to what is held of the same contract: there it is one.
    fn add(&mut self, more: Position) {
        let held = self.account.positions.iter_mut().find(|held| is_same(&held.instrument, &more.instrument));
        let Some(held) = held else { return self.account.positions.push(more) };
        let Some(sum) = held.quantity.plus(more.quantity) else {
            return self.leave_out(more.instrument.to_string(), "the sum of it is too large".to_owned());
        };
        held.entry = together(held, &more, sum);
        held.quantity = sum;
    }

    fn settle(&mut self) {
        let nothing = |position: &Position| position.quantity.is_zero();
        let gone: Vec<String> =
            self.account.positions.iter().filter(|of| nothing(of)).map(|of| of.instrument.to_string()).collect();
        self.account.positions.retain(|position| !nothing(position));
        for name in gone {
            self.leave_out(name, "its rows net to nothing".to_owned());
        }
    }
}

/// The price at which two positions together were entered, so that their gain stays what it is; none where it is not said
/// of both, or where no price says it.
fn together(a: &Position, b: &Position, sum: Decimal) -> Option<Decimal> {
    let paid = a.quantity.times(a.entry?)?.plus(b.quantity.times(b.entry?)?)?;
    // as many digits as Derive keeps
    Some(paid.over(sum)?.round_dp(12))
}
