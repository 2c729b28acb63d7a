//! The one question, [`assess`]: what an account must post under a rule set, and why.
//!
//! Requirements, charges and haircuts are amounts ≥ 0 that reduce what is free; profit and loss is > 0 for a gain.
//! Every other question (one position alone, a liquidation price, the next trade) asks `assess` of a changed book or
//! market.

mod apiece;
mod ask_error;
mod assess;
mod assessment;
pub mod audit;
pub mod axes;
mod beside;
mod by_venue;
pub mod caps;
pub mod cascade;
mod checked;
pub mod compare;
mod dated;
pub mod deleverage;
mod demand;
pub mod formulas;
pub mod funding;
pub mod health;
pub mod hedge;
mod isolated;
mod limits;
mod liquidation;
pub mod marginal;
mod parameters;
mod place;
mod preview;
pub mod rates;
mod rules;
pub mod scan;
pub mod sizing;
mod terms;
mod tried;
mod venue;
pub mod venues;
pub mod volatility;
pub mod weights;

pub use crate::risk::{FigureError, LeftOut, LegKind, Subject, VolMove, Warning, WarningKind};
pub use apiece::Apiece;
pub use ask_error::AskError;
pub use assess::assess;
pub use assessment::{
    Assessment, Binding, Charge, ChargeKind, Equity, ExpiryReport, Grid, HoldingReport, Isolated, LegReport, Part,
    RuleStamp, Tail, UnderlyingReport,
};
pub use beside::{Beside, Needs, side_by_side};
pub(crate) use dated::Shipped;
pub use dated::{Dated, Parameters};
pub use demand::{ChargeName, Demand, DemandTotals, Venue};
pub use isolated::isolated;
pub use liquidation::{Liquidation, NoLiquidation, Root, liquidation};
pub use preview::{Fill, NotTraded, Preview, Turn, Verdict, preview};
pub use rules::{Family, Fidelity, RuleError, RuleSet};
pub use terms::{Price, Side, Terms};
pub use tried::{Standing, tried};
pub use venue::VenueRules;
