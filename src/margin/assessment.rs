//! The answer: every figure with what made it, as data. Views and exports read the same.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{ChargeName, Fidelity};
use crate::book::{Asset, Expiry, Time};
use crate::market::PriceState;
use crate::risk::{Greeks, LeftOut, LegKind, VolMove, Warning};

/// What an account must post under a rule set, and why. Dollars throughout.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assessment {
    /// The rules that answered.
    pub rules: RuleStamp,
    /// The instant the market stands for.
    pub as_of: Time,
    /// Collateral after haircuts, unrealised gains and option values.
    pub equity: Equity,
    /// What has to be there to open: `netted + size charge`.
    pub initial_margin: Decimal,
    /// Below this the account is liquidated.
    pub maintenance_margin: Decimal,
    /// What the netted book needs before the size charge: `scan + basis + short options − credit`.
    pub netted: Decimal,
    /// What each position needs by itself, added up; before the size charge, like `netted`.
    pub held_apart: Decimal,
    /// What netting frees: held apart less netted, ≥ 0.
    pub hedge_benefit: Decimal,
    /// For net exposure above the size thresholds; on top of both.
    pub size_charge: Decimal,
    /// Equity less initial margin; negative when short of it.
    pub free_collateral: Decimal,
    /// Maintenance over equity; absent when equity is not above zero.
    pub margin_ratio: Option<Decimal>,
    /// The named parts of the requirement.
    pub charges: Vec<Charge>,
    /// The named parts of the maintenance margin where it is not a share of the initial one.
    pub maintenance_charges: Vec<Charge>,
    /// What the account's three charges exceed its positions' own needs by; taken off, so ≥ 0.
    pub credit: Decimal,
    /// Profit and loss in every scenario.
    pub grid: Grid,
    /// The scenario that sets the scan risk; absent when no scenario loses.
    pub binding: Option<Binding>,
    /// Every leg, positions in one instrument counted as one.
    pub legs: Vec<LegReport>,
    /// Collateral and debts, in the book's order.
    pub holdings: Vec<HoldingReport>,
    /// Each underlying's net exposure.
    pub underlyings: Vec<UnderlyingReport>,
    /// Net Greeks by underlying and expiry.
    pub expiries: Vec<ExpiryReport>,
    /// Net Greeks of the account (`delta_coin` has no meaning across underlyings and is zero).
    pub greeks: Greeks,
    /// The worst state of any price this rests on.
    pub state: PriceState,
    /// What a reader has to know.
    pub warnings: Vec<Warning>,
    /// What could not be margined, and why.
    pub left_out: Vec<LeftOut>,
}

/// Which rules answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleStamp {
    /// Short name, as in `--rules`.
    pub name: String,
    /// Name on screen.
    pub title: String,
    /// Date of the parameters, `2026-11-01`.
    pub as_of: String,
    /// Where they are from.
    pub source: String,
    /// How closely they follow that source.
    pub fidelity: Fidelity,
}

/// Equity and its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Equity {
    /// All of it.
    pub total: Decimal,
    /// Holdings at price after haircut, debts at full price.
    pub collateral: Decimal,
    /// Unrealised gain of perpetuals and futures.
    pub unrealised_pnl: Decimal,
    /// Market value of options, short ones negative.
    pub option_value: Decimal,
}

/// Which named part of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChargeKind {
    /// The worst scenario of price and volatility.
    Scan,
    /// One expiry's forward moving alone.
    Basis,
    /// The least a short option needs.
    ShortOption,
    /// Net exposure above the size threshold.
    Size,
    /// A charge that is a venue's own.
    Venue(&'static ChargeName),
}

impl ChargeKind {
    /// Its name as people read it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Scan => "Scan risk",
            Self::Basis => "Basis",
            Self::ShortOption => "Short-option minimum",
            Self::Size => "Size",
            Self::Venue(charge) => charge.name,
        }
    }
}

impl Serialize for ChargeKind {
    /// The word for it; a venue's charge goes by its name.
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(match self {
            Self::Scan => "scan",
            Self::Basis => "basis",
            Self::ShortOption => "short_option",
            Self::Size => "size",
            Self::Venue(charge) => charge.name,
        })
    }
}

/// One named part of the requirement, with each leg's part in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Charge {
    /// Which.
    pub kind: ChargeKind,
    /// Of which underlying; absent for the account's scan.
    pub underlying: Option<Asset>,
    /// Of which expiry (basis); absent for perpetuals and for the other charges.
    pub expiry: Option<Expiry>,
    /// How much, ≥ 0.
    pub amount: Decimal,
    /// The fraction that was applied: the forward's move (basis), the share of index (short option), the rate (size).
    pub rate: Option<f64>,
    /// Each leg's part; they add up to `amount` exactly. Negative = the leg offsets.
    pub parts: Vec<Part>,
}

/// A leg's part in a charge.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Place in [`Assessment::legs`].
    pub leg: usize,
    /// Dollars it adds to the charge; negative = it offsets.
    pub amount: Decimal,
}

/// Profit and loss of the account in every scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Grid {
    /// Columns: price moves as fractions of each underlying's scan range, −1 to 1.
    pub steps: Vec<f64>,
    /// Rows.
    pub vols: Vec<VolMove>,
    /// Row by row, what counts: losses whole, gains across underlyings in part.
    pub counted: Vec<f64>,
    /// Row by row, the plain profit and loss.
    pub pnl: Vec<f64>,
    /// The far moves, volatility up.
    pub tails: Vec<Tail>,
}

/// A move far beyond the scan range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tail {
    /// Price move as a fraction: −0.66.
    pub price_move: f64,
    /// What counts after weighting by scan range over move.
    pub counted: f64,
    /// The plain profit and loss.
    pub pnl: f64,
}

/// The scenario that sets the scan risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Binding {
    /// Column and row of the grid, or place among the tails.
    pub tail: Option<usize>,
    /// Column in [`Grid::steps`], when it is not a tail.
    pub column: Option<usize>,
    /// How volatility moves.
    pub vol: VolMove,
    /// The price move of each underlying, a fraction.
    pub moves: Vec<(Asset, f64)>,
    /// What each underlying adds to the scan risk (negative = it offsets), and the factor its gain counted at.
    pub underlyings: Vec<(Asset, Decimal)>,
}

/// Requirement of one leg by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Isolated {
    /// Its own worst scenario.
    pub scan: Decimal,
    /// Its own forward move.
    pub basis: Decimal,
    /// Its own short-option minimum.
    pub short_option: Decimal,
    /// The three added up, for a long option at most its value.
    pub total: Decimal,
}

/// One leg: what it is worth, what it does, what it adds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LegReport {
    /// Where it comes from.
    pub kind: LegKind,
    /// Instrument name, or the asset of a borrowed or covering holding.
    pub name: String,
    /// The coin whose price moves it.
    pub underlying: Asset,
    /// When it settles.
    pub expiry: Option<Expiry>,
    /// Rows of the book it is made of (positions, or holdings for borrowed and cover).
    pub rows: Vec<usize>,
    /// Coins, or dollars of an inverse perpetual or future; long > 0.
    pub units: Decimal,
    /// Price in the instrument's own unit.
    pub mark: Decimal,
    /// Forward in dollars (options).
    pub forward: Option<f64>,
    /// Volatility, a fraction (options).
    pub vol: Option<f64>,
    /// Dollars: market value of an option; dollars of exposure at mark of anything else.
    pub value: Decimal,
    /// Gain against entry in dollars; absent without an entry price.
    pub pnl: Option<Decimal>,
    /// Sensitivities.
    pub greeks: Greeks,
    /// What it would need by itself.
    pub isolated: Isolated,
    /// Its parts of all charges added up: what it adds to the account's requirement, negative when it offsets.
    pub part: Decimal,
    /// Its profit and loss in each scenario: the grid row by row, then the tails (unweighted).
    pub scenarios: Vec<f64>,
    /// Worst state of the prices it rests on.
    pub state: PriceState,
}

impl LegReport {
    /// Its name as people read it.
    pub fn title(&self) -> String {
        match self.kind {
            LegKind::Position => self.name.clone(),
            LegKind::Borrowed => format!("{} borrowed", self.name),
            LegKind::Cover => format!("{} held as cover", self.name),
        }
    }
}

/// A holding as collateral.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HoldingReport {
    /// Row of the book; for spot positions, after the holdings.
    pub row: usize,
    /// What is held.
    pub asset: Asset,
    /// How much.
    pub quantity: Decimal,
    /// Dollars a unit; absent when there is no price.
    pub price: Option<Decimal>,
    /// Fraction taken off.
    pub haircut: Decimal,
    /// The part that covers a short and counts in full.
    pub covered: Decimal,
    /// Dollars it counts for, negative for a debt.
    pub value: Decimal,
    /// State of its price.
    pub state: PriceState,
}

/// Net exposure in one underlying.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnderlyingReport {
    /// Which.
    pub underlying: Asset,
    /// Index price, dollars.
    pub index: Decimal,
    /// Its scan range, a fraction.
    pub scan_range: f64,
    /// How much of its gain offsets other underlyings' losses, a fraction.
    pub offset: f64,
    /// Net sensitivities.
    pub greeks: Greeks,
    /// Plain profit and loss of its legs in each scenario: the grid row by row, then the tails.
    pub scenarios: Vec<f64>,
    /// Needs of its legs by themselves.
    pub held_apart: Decimal,
}

/// Net Greeks of one expiry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExpiryReport {
    /// Which underlying.
    pub underlying: Asset,
    /// Which expiry; absent for spot and perpetuals.
    pub expiry: Option<Expiry>,
    /// Net sensitivities.
    pub greeks: Greeks,
}
