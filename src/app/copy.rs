//! Words on screen that are longer than a label, in one place.

/// What the quick line asks for.
pub(crate) const QUICK_PLACEHOLDER: &str = "+5 BTC-25DEC26-80000-P @ 0.031";
/// What the quick line is for.
pub(crate) const QUICK_HELP: &str =
    "Type a position as you would say it, or collateral: “short 3 ETH perp @ 3310”, “10k USDC”. Enter adds it.";
/// No positions.
pub(crate) const NO_POSITIONS: &str = "No positions. Type one above, add one by its parts, or import a file.";
/// No collateral.
pub(crate) const NO_COLLATERAL: &str = "No collateral. Type “10k USDC” above to put some in.";
/// Under the import dialog's title.
pub(crate) const IMPORT_HELP: &str = "Paste or drop whatever you have: a venue’s answer about positions, balances or an account, a table \
    from a spreadsheet, lines as you would say them, a book saved here, or a public address at Hyperliquid or dYdX. It is read in this page \
    and sent nowhere.";
/// Shown while there is nothing in the import dialog.
pub(crate) const IMPORT_PLACEHOLDER: &str = "name,quantity,entry\nBTC-PERP,1.5,91200\nUSDC,20000,";
/// Under the export dialog's title.
pub(crate) const EXPORT_HELP: &str = "JSON holds the whole book with its typed prices and comes back as it was. CSV holds one row a position. \
    The report holds every figure with what it is worked out from.";
/// Opens the report.
pub(crate) const REPORT: &str = "Report";
/// Over the report, on the page alone.
pub(crate) const REPORT_HELP: &str = "Everything from which the figures on the page are worked out, exact and in one place, as it \
    was when you opened this. It is made in this page and sent nowhere.";
/// Under the link to the session.
pub(crate) const SHARE_HELP: &str = "Whoever opens it sees the same figures at the same prices. It is sent to no server: \
    what follows # stays in the browser. Addresses and keys of price sources are never in it.";
/// Where the page does not know its own address.
pub(crate) const NO_ADDRESS: &str = "The browser does not say the address of this page; share the file instead.";
/// Under what a link holds.
pub(crate) const LINK_HELP: &str = "It would take the place of the book that is here, with its rules and its prices. \
    It was read in this page and sent nowhere.";
/// Over the axes along which an account is lost.
pub(crate) const AXES_HELP: &str = "Every place is the whole account asked again under the rules in force, with its other positions and \
    their margin. The line shows where it is safe, today, and the nearest places at which equity meets initial margin, maintenance \
    margin and nothing.";
/// Over what funding comes to.
pub(crate) const FUNDING_HELP: &str = "What perpetuals pay and receive at the rates and over the days that are typed above, at today’s \
    prices and volatilities; nothing decays or expires meanwhile. Every point of the path is the whole account asked again.";
/// Over the steps of a deleveraging.
pub(crate) const STEPS_HELP: &str = "After a move of prices, what the venue would do to the account: what is closed, at which price, \
    fee and market impact, and the whole account asked again after every step. Prices stand still meanwhile.";
/// Over a cascade.
pub(crate) const CASCADE_HELP: &str = "The same shock three times: on each position as an account of its own with its share of the \
    collateral, on the whole account, and on a crowd of accounts like it, whose liquidations move the price they share. A crowd comes \
    out of its seed: a tenth to the whole of each size, seven in ten on the same side, needing a fifth to nine tenths of their equity. \
    Procedure and market impact are those under “Step by step”. An illustration under these assumptions, no forecast.";
/// Under the rules dialog's title.
pub(crate) const RULES_HELP: &str = "Every figure on the page comes from these parameters and nothing else. Choose another \
    rule set and the same book is margined as that venue would.";
/// Over the parameters.
pub(crate) const PARAMETERS_HELP: &str = "Change a value and leave the field: every figure follows. Rates are fractions, 0.05 \
    for 5 %; “5 %” is understood too. What cannot be is refused, and the rules stay as they were.";
/// Over the box for bringing rules in.
pub(crate) const BRING_HELP: &str = "Paste a rule set or a link to one, or what a venue answers about its own parameters: \
    Deribit model_params, Hyperliquid meta with marginTables, dYdX perpetualMarkets, Binance leverageBracket, OKX \
    position-tiers, Bybit risk-limit. It is read in this page and sent nowhere.";
/// Shown while there is nothing in that box.
pub(crate) const BRING_PLACEHOLDER: &str = "{\"retCode\": 0, \"result\": {\"category\": \"linear\", \"list\": […]}}";
/// Over the comparison.
pub(crate) const COMPARE_HELP: &str = "The same book, the same prices, each venue’s own rules. A venue that does not list a \
    position leaves it out, and what it asks for the rest comes last.";
/// Over what Derive is asked about.
pub(crate) const ASK_HELP: &str = "Derive margins an account that is made up, without a login. Pressing the button sends it \
    what stands below: collateral, contracts, amounts and entry prices, and nothing else of the book. Nothing is sent before.";
/// Under what it answers.
pub(crate) const ASKED_HELP: &str = "Ours is of the same positions and collateral, by the parameters of our rule set. Derive \
    goes by its own prices, so some difference is to be expected. It answers what is left; its margins are our worth of \
    the account less that.";
/// Where the rules of the last visit could not be used.
pub(crate) const UNREADABLE_RULES: &str =
    "The rules of your last visit cannot be used by this page; the reference rules are in force. ";
/// Where they could not be fetched.
pub(crate) const UNREACHED_RULES: &str =
    "A part of this page could not be fetched, so the reference rules are in force. Reload the page to have yours.";
/// In the place of the scenarios, where the rules have none.
pub(crate) const NO_SCENARIOS: &str =
    "These rules have no scenarios: every charge is worked out by itself. The margin bar’s figures open to them.";
/// Opens the audit.
pub(crate) const AUDIT: &str = "Audit on this machine";
/// Under the audit's title.
pub(crate) const AUDIT_HELP: &str = "The same cases the project’s tests run, computed by this page just now. Option values are \
    published ones; most others are our own arithmetic of the rules that venues publish: they show that this program does \
    what it says, not that a venue does.";
/// Beneath the audit.
pub(crate) const AUDIT_BITS: &str = "A file’s digest stands for every figure of it, to the last bit, and is the same on \
    every machine. Implied volatilities are left out of it: they rest on the browser’s own logarithm, whose last bit may \
    differ. Each is held to its tolerance all the same.";
/// A file of cases that is none.
pub(crate) const AUDIT_WHOLE_FILE: &str = "the whole file";
/// A figure that is further off than it may be.
pub(crate) const AUDIT_DISAGREES: &str = "DISAGREES";
/// A figure that is the one expected.
pub(crate) const AUDIT_EXACT: &str = "exact";
/// A figure so near the 0 expected that a relative error says nothing.
pub(crate) const AUDIT_NEAR_ZERO: &str = "near 0";
/// Prices arrive.
pub(crate) const LIVE: &str = "Prices are live, fetched by this page.";
/// Prices have not arrived for a while.
pub(crate) const AGEING: &str = "The last live prices are getting old; the sources are being asked again.";
/// Before the first answer.
pub(crate) const ASKING: &str = "Sample prices, which are not today’s market; asking the sources for live ones…";
/// No source has ever answered.
pub(crate) const OFFLINE_SAMPLE: &str =
    "Offline: no price source can be reached. These are sample prices, not today’s market.";
/// The sources answered once and do not any more.
pub(crate) const OFFLINE_LAST: &str =
    "Offline: no price source can be reached. These are the last prices, with their age.";
/// At which price collateral is counted.
pub(crate) const PRUDENCE: &str = "Price in use: the median. Low edge: what is held at the low edge of its confidence \
    band, what is owed at the high edge. Strict: the worse of edge, exponential and time-weighted average.";
/// An asset that no source says anything of.
pub(crate) const NO_VOICES: &str =
    "No source says anything of it. Type a price in the table, and it is used until you release it.";
/// Where the browser keeps nothing.
pub(crate) const NOT_KEPT: &str =
    "This browser lets the page keep nothing (private mode, or its storage is full): export the book before you leave.";
/// A saved book that cannot be read.
pub(crate) const UNREADABLE_BOOK: &str =
    "The book saved in this browser could not be read. It was put aside, not deleted, and a fresh one is shown.";
/// A saved book of which some can be read.
pub(crate) const PARTLY_READ_BOOK: &str =
    "Part of the book saved in this browser could not be read and is left out. All of it was put aside, not deleted.";
/// A saved book whose reader could not be fetched.
pub(crate) const UNREACHED_BOOK: &str = "A part of this page could not be fetched, so the book saved in this browser is not \
    shown. It was put aside, not deleted; reload the page to have it.";
/// While a part of the page is on its way for longer than a moment.
pub(crate) const UNDER_WAY: &str = "Fetching this part …";
/// What was asked for could not be fetched.
pub(crate) const MISSING: &str = "A part of this page could not be fetched. Check the connection, then try again.";
/// What asks for prices could not be fetched.
pub(crate) const NO_SOURCES: &str =
    "The part of this page that asks for live prices could not be fetched; it is tried again.";
/// The saved book carries on.
pub(crate) const STOPPED: &str =
    "The engine stopped on an error of its own. Your book is kept in this browser; reload the page to go on.";
/// The rules that came with the page are broken.
pub(crate) const NO_RULES: &str = "The rule set that came with this page cannot be used. Reload the page.";
/// Stress grid, what counts.
pub(crate) const GRID_COUNTED: &str =
    "As the rules count it: losses whole, other underlyings’ gains in part, far moves weighted.";
/// Stress grid under a venue's rules.
pub(crate) const GRID_VENUE: &str = "As these rules count it, added up over the account.";
/// Stress grid, plain.
pub(crate) const GRID_PLAIN: &str = "Plain profit or loss of the whole account in each scenario.";
/// Under the Greeks.
pub(crate) const GREEKS_HELP: &str = "In dollars, so that they add up across coins.";
/// When the answer is not of the present book.
pub(crate) const LEFT_OUT_CELL: &str = "Left out of every figure; a notice above says why.";
