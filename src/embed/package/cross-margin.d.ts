// What goes into cross-margin.js and what comes out. Field names are those of the book files and of the JSON that the
// project's other tools print. Absent figures are null.

/** An exact decimal as text: "93812.5". Nothing was rounded that the rules do not round. */
export type Decimal = string;
/** A number that goes in: as text, of which every digit counts, or as a number, read by the shortest text that means it. */
export type Numeric = string | number;
/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;
/** Symbol of an asset: "BTC", "USDC". */
export type Asset = string;
/** Name of an instrument: "BTC-PERP", "BTC-27DEC26", "BTC-27DEC26-100000-C". */
export type Instrument = string;
/** Date of an expiry, settled at 08:00 UTC: "27DEC26". */
export type Expiry = string;

// ——— what goes in ———

/** A quantity of an asset. */
export interface HoldingInput {
  asset: Asset;
  /** In the asset's own units; below 0 is borrowed. */
  quantity: Numeric;
}

/** A signed quantity of an instrument. */
export interface PositionInput {
  instrument: Instrument;
  /** Contracts; above 0 is long. */
  quantity: Numeric;
  /** Average price paid, in the instrument's own price unit. Without one no gain is counted. */
  entry?: Numeric | null;
  /** Coins a contract stands for (dollars for inverse perpetuals and futures); 1 where it is missing. */
  contract_size?: Numeric | null;
}

/** A row in something that is not known: it is in no margin. */
export interface UnknownInput {
  name: string;
  quantity: Numeric;
  entry?: Numeric | null;
  why?: string;
}

/** What is held, margined as one risk unit. */
export interface AccountInput {
  /** Collateral and debts. */
  holdings?: readonly HoldingInput[];
  positions?: readonly PositionInput[];
  unknown?: readonly UnknownInput[];
}

/** A book file: an account with its prices and the name of its rule set. */
export interface BookInput {
  account: AccountInput;
  market?: MarketInput | null;
  rules?: string | null;
}

/** A price. */
export interface QuoteInput {
  /** Not below 0. */
  price: Numeric;
  /** Who said so. */
  source?: string;
  /** When it was true. */
  time?: Instant;
  /** Half-width of the source's own band, in the unit of the price. */
  confidence?: Numeric | null;
  /** How far it can be trusted: "host" where nothing is said, "imported" in a book's own market. */
  state?: PriceState;
}

/** A forward price. */
export interface ForwardInput extends QuoteInput {
  underlying: Asset;
  expiry: Expiry;
}

/** An implied volatility. */
export interface VolatilityInput {
  /** A fraction a year: 0.52 is 52 %. */
  vol: Numeric;
  source?: string;
  time?: Instant;
  state?: PriceState;
}

/** Prices, in US dollars unless something else is said. */
export interface MarketInput {
  /** The instant they stand for; that of the book's own prices, else now, where it is missing. */
  as_of?: Instant | null;
  /** Index price by asset, dollars a coin. */
  index?: Readonly<Record<Asset, Numeric | QuoteInput>>;
  /** Mark by instrument, in its own price unit. */
  marks?: Readonly<Record<Instrument, Numeric | QuoteInput>>;
  /** Forward prices, dollars a coin. */
  forwards?: readonly ForwardInput[];
  /** Implied volatility by option, fractions a year. */
  vols?: Readonly<Record<Instrument, Numeric | VolatilityInput>>;
  /** Continuous interest rate by asset, fractions a year. */
  rates?: Readonly<Record<Asset, Numeric>>;
}

/** A rule set as JSON: docs/rules.md says what each family's parameters are. */
export interface RuleSetInput {
  name: string;
  title: string;
  as_of: string;
  source: string;
  fidelity: Fidelity;
  family: string;
  parameters: object;
}

/** Rules: the name of a rule set (see ruleSets), or one as JSON, as an object or as text. */
export type RulesInput = string | RuleSetInput;

/** A question. */
export interface Question {
  /** An account, a book file, or the text of either. */
  account: AccountInput | BookInput | string;
  /** Prices; they count for more than the book's own. */
  market?: MarketInput | null;
  /** The book's own where nothing is said, else "reference". */
  rules?: RulesInput | null;
}

/** A trade that is tried. */
export interface TradeInput {
  instrument: Instrument;
  /** Contracts of size 1; above 0 buys. */
  quantity: Numeric;
  /** In the instrument's own price unit; the mark where nothing is said. */
  price?: Numeric | null;
  /** In the asset it settles in, at least 0; nothing where nothing is said. */
  fee?: Numeric | null;
}

export interface PreviewQuestion extends Question {
  /** Made one after the other. */
  trades: readonly TradeInput[];
}

export interface LiquidationQuestion extends Question {
  /** Also along every other way: all prices together, volatility, time, a depeg. */
  axes?: boolean | null;
  /** What is taken for granted on those ways. */
  outlook?: {
    /** How far ahead is looked, days; 365 where nothing is said. */
    horizon_days?: Numeric;
    /** What a long perpetual pays a day by underlying, a fraction of its value. */
    funding_per_day?: Readonly<Record<Asset, Numeric>>;
    /** The power of the first underlying's multiple at which another one moves; else by their volatilities. */
    betas?: Readonly<Record<Asset, Numeric>>;
  } | null;
}

export interface CompareQuestion extends Omit<Question, "rules"> {
  /** All that are shipped where nothing is said. */
  rules?: readonly RulesInput[] | null;
  /** Whether liquidation prices are looked for, which takes most of the time; true where nothing is said. */
  liquidation?: boolean | null;
}

export type BookFormat =
  | "json" | "csv" | "lines" | "hyperliquid" | "dydx" | "deribit" | "derive" | "binance" | "okx" | "bybit" | "drift";

export interface ParseOptions {
  /** What the text has to be; a text of another form is refused. */
  format?: BookFormat | null;
  /** The instant of prices that do not say when they were true; it tells which contracts have settled. Now where missing. */
  now?: Instant | null;
}

// ——— what comes out ———

/** What every function answers. */
export type Answer<Value> = Answered<Value> | Refused;

export interface Answered<Value> {
  ok: true;
  value: Value;
  /** Rows left out or read otherwise than written, and fields that are not known. */
  notices: Notice[];
}

export interface Refused {
  ok: false;
  /** At least one. */
  errors: Fault[];
}

export type FaultCode =
  | "wrong_type" | "missing" | "wrong_value" | "not_json" | "too_large" | "newer_version" | "unknown_rules" | "wrong_rules"
  | "no_book" | "other_format" | "not_fetched" | "internal";

/** Why there is no answer. */
export interface Fault {
  /** What kind of thing is wrong; "internal" is a fault of ours. */
  code: FaultCode;
  /** Where in the question: "trades[0].quantity"; empty for all of it. */
  path: string;
  /** What is the matter. */
  message: string;
  /** What would be right. */
  remedy: string;
}

/** What became of a row or field that was not taken as it was written. */
export interface Notice {
  /** Not in any figure; there, but read otherwise; there as written. */
  kind: "left_out" | "kept" | "info";
  /** Where in the question: "account.positions[3].quantity". */
  path: string | null;
  /** Line in a text, from 1. */
  line: number | null;
  /** What was read there, cut to a readable length. */
  read: string;
  /** What is the matter. */
  message: string;
  /** What would be right; null where the message says it. */
  remedy: string | null;
}

/** How far a price can be trusted, best first. */
export type PriceState = "live" | "host" | "imported" | "manual" | "ageing" | "diverging" | "stale" | "held" | "sample";
/** How closely a rule set follows its source. */
export type Fidelity = "venue-matched" | "documented" | "approximate";
/** How volatility moves in a scenario. */
export type VolMove = "up" | "same" | "down";

/** Which rules answered. */
export interface RuleStamp {
  /** Short name. */
  name: string;
  title: string;
  /** Date of the parameters: "2026-11-01". */
  as_of: string;
  /** Where they are from. */
  source: string;
  fidelity: Fidelity;
}

/** What an account must post under a rule set, and why. Dollars throughout. */
export interface Assessment {
  rules: RuleStamp;
  /** The instant the market stands for. */
  as_of: Instant;
  equity: Equity;
  /** What has to be there to open. */
  initial_margin: Decimal;
  /** Below this the account is liquidated. */
  maintenance_margin: Decimal;
  /** What the netted book needs before the size charge. */
  netted: Decimal;
  /** What each position needs by itself, added up. */
  held_apart: Decimal;
  /** What netting frees, at least 0. */
  hedge_benefit: Decimal;
  /** For net exposure above the size thresholds. */
  size_charge: Decimal;
  /** Equity less initial margin; negative when short of it. */
  free_collateral: Decimal;
  /** Maintenance over equity; null when equity is not above zero. */
  margin_ratio: Decimal | null;
  /** The named parts of the requirement. */
  charges: Charge[];
  /** Those of the maintenance margin where it is not a share of the initial one. */
  maintenance_charges: Charge[];
  /** What the account's charges exceed its positions' own needs by; taken off, at least 0. */
  credit: Decimal;
  grid: Grid;
  /** The scenario that sets the scan risk; null when none loses. */
  binding: Binding | null;
  /** Positions in one instrument count as one. */
  legs: Leg[];
  /** In the book's order. */
  holdings: HoldingReport[];
  underlyings: UnderlyingReport[];
  /** Net Greeks by underlying and expiry. */
  expiries: ExpiryReport[];
  /** Net Greeks of the account; delta_coin has no meaning across underlyings and is 0. */
  greeks: Greeks;
  /** The worst state of any price this rests on. */
  state: PriceState;
  warnings: Warning[];
  left_out: LeftOut[];
}

/** Dollars. */
export interface Equity {
  total: Decimal;
  /** Holdings at price after haircut, debts at full price. */
  collateral: Decimal;
  /** Gains of perpetuals and futures. */
  unrealised_pnl: Decimal;
  /** Short options negative. */
  option_value: Decimal;
}

/** A named part of a requirement. */
export interface Charge {
  /** "scan", "basis", "short_option", "size", or the name of a charge that is a venue's own. */
  kind: string;
  underlying: Asset | null;
  expiry: Expiry | null;
  /** Dollars, at least 0. */
  amount: Decimal;
  /** The fraction that was applied. */
  rate: number | null;
  /** They add up to the amount exactly. */
  parts: Part[];
}

export interface Part {
  /** Place in legs. */
  leg: number;
  /** Dollars it adds; negative when it offsets. */
  amount: Decimal;
}

/** Profit and loss in every scenario, dollars. */
export interface Grid {
  /** Columns: price moves as fractions of each underlying's scan range. */
  steps: number[];
  /** Rows. */
  vols: VolMove[];
  /** Row by row, what counts. */
  counted: number[];
  /** Row by row, the plain profit and loss. */
  pnl: number[];
  /** Moves far beyond the scan range, volatility up. */
  tails: Tail[];
}

export interface Tail {
  /** A fraction: -0.66. */
  price_move: number;
  /** Dollars that count. */
  counted: number;
  /** Dollars. */
  pnl: number;
}

export interface Binding {
  /** Place among the tails, when it is one. */
  tail: number | null;
  /** Column of the grid, when it is not. */
  column: number | null;
  vol: VolMove;
  /** The price move of each underlying, a fraction. */
  moves: [Asset, number][];
  /** Dollars each underlying adds; negative when it offsets. */
  underlyings: [Asset, Decimal][];
}

/** Where a leg comes from. */
export type LegKind = "position" | "borrowed" | "cover";

export interface Leg {
  kind: LegKind;
  /** Instrument, or the asset of a borrowed or covering holding. */
  name: string;
  underlying: Asset;
  expiry: Expiry | null;
  /** Rows of the book it is made of. */
  rows: number[];
  /** Coins, or dollars of an inverse perpetual or future; long > 0. */
  units: Decimal;
  /** In the instrument's own price unit. */
  mark: Decimal;
  /** Dollars (options). */
  forward: number | null;
  /** A fraction a year (options). */
  vol: number | null;
  /** Dollars: market value of an option, exposure at mark of anything else. */
  value: Decimal;
  /** Dollars against entry. */
  pnl: Decimal | null;
  greeks: Greeks;
  /** What it would need by itself. */
  isolated: { scan: Decimal; basis: Decimal; short_option: Decimal; total: Decimal };
  /** What it adds to the requirement, dollars; negative when it offsets. */
  part: Decimal;
  /** Its profit and loss in each scenario, dollars: the grid row by row, then the tails. */
  scenarios: number[];
  state: PriceState;
}

/** Sensitivities in dollars. */
export interface Greeks {
  /** Gained when the price doubles at this slope: the net exposure. */
  delta_usd: number;
  /** The same in coins. */
  delta_coin: number;
  /** Change of the gain per 1 % for another 1 %. */
  gamma_usd_per_pct: number;
  /** Gained when volatility rises by 0.01. */
  vega_usd_per_point: number;
  /** Gained by a day's passing. */
  theta_usd_per_day: number;
  /** Gained when the interest rate rises by 0.01. */
  rho_usd_per_point: number;
  /** Change of the gain per 1 % of price when volatility rises by 0.01. */
  vanna_usd: number;
  /** Change of vega per point for another point. */
  volga_usd: number;
}

export interface HoldingReport {
  /** Row of the book; for spot positions, after the holdings. */
  row: number;
  asset: Asset;
  quantity: Decimal;
  /** Dollars a unit. */
  price: Decimal | null;
  /** Fraction taken off. */
  haircut: Decimal;
  /** The part that covers a short and counts in full. */
  covered: Decimal;
  /** Dollars it counts for, negative for a debt. */
  value: Decimal;
  state: PriceState;
}

export interface UnderlyingReport {
  underlying: Asset;
  /** Dollars. */
  index: Decimal;
  /** A fraction. */
  scan_range: number;
  /** How much of its gain offsets other underlyings' losses, a fraction. */
  offset: number;
  greeks: Greeks;
  /** Dollars: the grid row by row, then the tails. */
  scenarios: number[];
  /** Needs of its legs by themselves, dollars. */
  held_apart: Decimal;
}

export interface ExpiryReport {
  underlying: Asset;
  /** Null for spot and perpetuals. */
  expiry: Expiry | null;
  greeks: Greeks;
}

/** What a warning or an omission is about: a row of the book, an asset, or all of it. */
export type Subject = { position: number } | { holding: number } | { unknown: number } | { asset: Asset } | "account";

export interface Warning {
  kind: "price" | "derived" | "expired" | "collateral" | "liquidatable" | "short_of_initial";
  subject: Subject;
  /** In a sentence. */
  message: string;
}

/** Something left out of the figures. */
export interface LeftOut {
  subject: Subject;
  name: string;
  /** Why, and what would help. */
  reason: string;
}

/** Before and after. Dollars throughout. */
export interface Preview {
  before: Assessment;
  /** With every leg that can be traded. */
  after: Assessment;
  /** The account with every leg that can be traded. */
  account: Account;
  verdict: Verdict;
  /** In the order of the trades. */
  legs: TradedLeg[];
  /** Paid for options and coins, negative where they are sold; null where one has no price. */
  premium_usd: Decimal | null;
  fee_usd: Decimal | null;
}

export interface Verdict {
  allowed: boolean;
  /** "reduces_risk" is allowed only because the account is safer afterwards. */
  kind: "allowed" | "reduces_risk" | "refused";
  /** What equity is short of the initial margin by, when refused. */
  short: Decimal | null;
  /** Whether equity would be below maintenance, when refused. */
  liquidatable: boolean;
  /** In a sentence. */
  why: string;
}

export interface TradedLeg {
  /** Whether it can be traded. */
  traded: boolean;
  instrument: Instrument;
  /** Buy > 0. */
  quantity: Decimal;
  /** The price given, else the mark. */
  price: Decimal;
  /** In the asset it settles in. */
  fee: Decimal;
  /** What it does to what is held; null where it is not traded, and so are the next three. */
  turn: "opens" | "adds" | "reduces" | "closes" | "turns_over" | null;
  /** Units held before it. */
  held: Decimal | null;
  /** Units held after it. */
  holds: Decimal | null;
  premium_usd: Decimal | null;
  /** Why it is not traded. */
  why_not: string | null;
}

export interface Liquidations {
  /** Of each underlying, the others held. */
  prices: LiquidationPrice[];
  /** Where they were asked for. */
  axes: Path[] | null;
}

export interface LiquidationPrice {
  underlying: Asset;
  /** Now, dollars. */
  price: Decimal;
  liquidatable_now: boolean;
  /** Every price in the range at which equity = maintenance, rising. */
  roots: Root[];
  /** The nearest below today's price. */
  below: Root | null;
  above: Root | null;
  /** Why there is none. */
  none: "no_requirement" | "long_options_only" | "safe_throughout" | "liquidatable_throughout" | null;
  /** The range searched, dollars. */
  range: [Decimal, Decimal];
  /** Why there is none, in a sentence. */
  reason: string | null;
}

export interface Root {
  /** Dollars. */
  price: Decimal;
  /** From today's price, a fraction: -0.241. */
  distance: number;
  /** Whether the account is healthy just above this price. */
  healthy_above: boolean;
}

/** One underlying's price, all prices together, every volatility, days, or one asset's peg. */
export type Axis = { price: Asset } | "together" | "volatility" | "time" | { depeg: Asset };

/** Where the account is safe along an axis, as multiples of today's or days from now. */
export interface Path {
  axis: Axis;
  liquidatable_now: boolean;
  /** The range searched. */
  range: [number, number];
  /** Where equity = initial margin, rising. */
  initial: Crossing[];
  /** Where equity = maintenance margin. */
  maintenance: Crossing[];
  /** Where equity = 0. */
  bankruptcy: Crossing[];
  /** Where equity covers maintenance. */
  safe: [number, number][];
  /** Why nothing is crossed. */
  none: "nothing_moves" | "no_requirement" | "long_options_only" | "safe_throughout" | "liquidatable_throughout" | null;
  /** The same in a sentence. */
  reason: string | null;
}

export interface Crossing {
  /** A multiple of today's, or days. */
  at: number;
  /** The prices there of what moves, dollars. */
  prices: [Asset, Decimal][];
  healthy_above: boolean;
  /** Days whose move of one standard deviation goes as far; along prices only. */
  days: number | null;
  /** What drives the account there; of those nearest to today. */
  driver: Driver | null;
}

export interface Driver {
  /** A position by its name, a holding, or a charge with its underlying. */
  cause: { position: string } | { holding: Asset } | { charge: [string, Asset | null] };
  /** Dollars it takes. */
  takes_usd: number;
  /** Dollars by which equity less maintenance falls in all. */
  of_usd: number;
}

export interface Comparison {
  /** Least initial margin first; rules that margin part of the book after those that margin all of it. */
  rows: Compared[];
  /** The name of a venue's rules that margin all of the book for least; null where none does. */
  cheapest: string | null;
}

/** What one rule set asks of a book. Dollars throughout. */
export interface Compared {
  rules: RuleStamp;
  /** Whether they are a venue's. */
  venue: boolean;
  /** How many of the book's positions they margin … */
  margined: number;
  /** … of how many. */
  positions: number;
  initial_margin: Decimal;
  maintenance_margin: Decimal;
  equity: Decimal;
  free_collateral: Decimal;
  hedge_benefit: Decimal;
  liquidatable: boolean;
  /** The liquidation price nearest to today's. */
  nearest: [Asset, Root] | null;
  left_out: LeftOut[];
  /** What was assumed, in sentences. */
  assumed: string[];
}

/** A rule set that is shipped. */
export interface RuleSet extends RuleStamp {
  /** Which code reads its parameters. */
  family: string;
  venue: boolean;
}

export interface Account {
  holdings: { asset: Asset; quantity: Decimal }[];
  positions: { instrument: Instrument; quantity: Decimal; entry?: Decimal; contract_size?: Decimal }[];
  unknown?: { name: string; quantity: Decimal; entry?: Decimal; why?: string }[];
}

export interface Quote {
  price: Decimal;
  source: string;
  time: Instant;
  confidence?: Decimal;
  averages?: { exponential: Decimal; time_weighted: Decimal };
  state: PriceState;
}

export interface Volatility {
  /** A fraction a year. */
  vol: number;
  source: string;
  time: Instant;
  state: PriceState;
}

export interface Market {
  as_of: Instant;
  index: Record<Asset, Quote>;
  marks: Record<Instrument, Quote>;
  forwards: (Quote & { underlying: Asset; expiry: Expiry })[];
  vols: Record<Instrument, Volatility>;
  rates: Record<Asset, number>;
  vol_indices?: Record<Asset, Volatility>;
  prudence?: "middle" | "conservative" | "strict";
}

/** What there was in a text. */
export interface ParsedBook {
  format: BookFormat;
  sure: "certain" | "likely" | "a guess";
  /** What gave it away. */
  why: string;
  /** At least one; each can be the account of a question as it stands. */
  accounts: ParsedAccount[];
  /** The rule set of a saved book. */
  rules: string | null;
}

export interface ParsedAccount {
  name: string | null;
  venue: string | null;
  account: Account;
  /** The prices that came with the text. */
  market: Market;
  /** What the venue itself says of the account. */
  figures: VenueFigures | null;
}

export interface VenueFigures {
  time: Instant | null;
  /** The rule set that is meant to give the same. */
  rules: string | null;
  /** An entry for each currency the venue counts in. */
  totals: {
    unit: Asset;
    equity: Decimal | null;
    initial_margin: Decimal | null;
    maintenance_margin: Decimal | null;
    free_collateral: Decimal | null;
  }[];
  positions: {
    instrument: Instrument;
    /** In the instrument's price unit. */
    liquidation_price: Decimal | null;
    margin_used: Decimal | null;
    unrealised_gain: Decimal | null;
    max_leverage: Decimal | null;
    /** Whether it is margined by itself. */
    isolated: boolean;
  }[];
}

// ——— the functions ———

/** A file of the engine: its address, an answer that brings it, its bytes, or what was compiled of them. */
export type Source = string | URL | Request | Response | BufferSource | WebAssembly.Module;

export interface InitOptions {
  /** cross-margin.wasm; beside the script where nothing is said. */
  engine?: Source;
  /** Fetch the rules of venues now, from beside the script or from here. */
  venues?: true | Source;
  /** Fetch what reads texts now, from beside the script or from here. */
  import?: true | Source;
}

/**
 * Fetches the engine; rejects where it cannot be had. Without it the first question fetches it.
 * In a page and a worker from beside the script, in Node from the disk.
 */
export default function init(options?: InitOptions | Source): Promise<void>;

/** What the account must post under the rules at these prices, and why. */
export function assess(question: Question): Promise<Answer<Assessment>>;
/** What the account would be after the trades, and whether its rules let them be made. */
export function preview(question: PreviewQuestion): Promise<Answer<Preview>>;
/** Where the account is liquidated. */
export function liquidation(question: LiquidationQuestion): Promise<Answer<Liquidations>>;
/** What each of many rule sets asks of one book. */
export function compare(question: CompareQuestion): Promise<Answer<Comparison>>;
/** A text of any form that the calculator imports, as accounts. */
export function parseBook(text: string, options?: ParseOptions | null): Promise<Answer<ParsedBook>>;
/** Every rule set that is shipped, the default first. */
export function ruleSets(): RuleSet[];
/** The version of the package. */
export const version: string;
