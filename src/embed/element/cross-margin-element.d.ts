// The element <cross-margin>: attributes, properties, methods and events. What goes in and comes out has the types of the
// engine without a view; docs/embedding.md shows each in use.

import type {
  AccountInput, Answer, Assessment, Asset, BookInput, Decimal, FaultCode, Instant, LiquidationPrice, MarketInput, Numeric,
  Preview, RulesInput, TradeInput,
} from "./cross-margin.js";

/** How much of the calculator is shown: all of it, the answer alone, the answer with the ticket, or the lessons. */
export type Mode = "full" | "compact" | "preview" | "teach";
/** Which colours: as the reader's system has it, light, or dark. */
export type Theme = "auto" | "light" | "dark";
/** Where prices come from: the sources, whoever types or hands them in, or nobody but the book. */
export type PriceFeed = "auto" | "manual" | "off";

/** A price the host hands in, in US dollars a coin. */
export interface PricePushed {
  price: Numeric;
  /** Half the width of the price's band, dollars. */
  confidence?: Numeric | null;
  /** When it was true; now where nothing is said. */
  time?: Instant | null;
}

/** Dollars a coin, or a whole market where volatilities, forwards or marks are the host's too. */
export type PricesInput = Readonly<Record<Asset, Numeric | PricePushed>> | MarketInput;

/** What is on screen. */
export interface Result {
  assessment: Assessment;
  /** Of each underlying, the others held. */
  liquidation: LiquidationPrice[];
  /** Short name of the rules in force. */
  rules: string;
  /** The instant of the prices. */
  as_of: Instant;
}

/** What all details have. */
export interface Detail {
  /** The version of these details. */
  readonly version: 1;
}

/** Something wrong with what was handed over. The element keeps its last good state, and says it too. */
export interface ErrorDetail extends Detail {
  /** `left_out`: a row, the rest is there. `not_started`: the calculator could not be fetched or run. */
  readonly code: FaultCode | "left_out" | "not_started" | "internal";
  /** Where: `portfolio.positions[3].quantity`, `mode`, `src`. */
  readonly path: string;
  readonly message: string;
  /** What would be right. */
  readonly remedy: string;
}

/** The book is another one. */
export interface ChangeDetail extends Detail {
  /** Who changed it. */
  readonly by: "user" | "host";
  /** The book as a token, made when it is read; null where a link cannot hold it. */
  readonly portfolio: string | null;
}

/** The figures are others; told at most once a frame. */
export interface ResultDetail extends Detail {
  /** Made when it is read. */
  readonly result: Result | null;
}

/** A trade is tried, in the ticket or by `preview()`. */
export interface PreviewDetail extends Detail {
  /** Made when it is read. */
  readonly preview: Preview | null;
}

/** Prices are others; told at most once a frame. */
export interface PriceDetail extends Detail {
  /** Dollars a coin, of what the book rests on. */
  readonly prices: Record<Asset, Decimal>;
}

/** The events, by name; all bubble and are composed. */
export interface CrossMarginEventMap {
  "cm-ready": CustomEvent<Detail>;
  "cm-change": CustomEvent<ChangeDetail>;
  "cm-result": CustomEvent<ResultDetail>;
  "cm-preview": CustomEvent<PreviewDetail>;
  "cm-price": CustomEvent<PriceDetail>;
  "cm-error": CustomEvent<ErrorDetail>;
}

export type PortfolioInput = AccountInput | BookInput;

/** The calculator inside another page. */
export declare class CrossMargin extends HTMLElement {
  /** A share token (attribute too), a book, or the text of one. Null takes the attribute away; the book stays. */
  get portfolio(): string | PortfolioInput | null;
  set portfolio(value: string | PortfolioInput | null);
  /** A trade, or several made one after the other, to be tried in the ticket; null empties it. */
  get trade(): TradeInput | readonly TradeInput[] | null;
  set trade(value: TradeInput | readonly TradeInput[] | null);
  /** The host's own prices: once there are any nothing is fetched; null takes them back. A word is the attribute. */
  get prices(): PricesInput | PriceFeed;
  set prices(value: PricesInput | PriceFeed | null);
  /** A rule set by its name (attribute too), or its JSON. */
  get rules(): RulesInput | null;
  set rules(value: RulesInput | null);
  /** What is on screen; null before there is anything. */
  readonly result: Result | null;

  /** Address of a book as JSON. */
  get src(): string | null;
  set src(value: string | null);
  get mode(): Mode;
  set mode(value: Mode | null);
  get theme(): Theme;
  set theme(value: Theme | null);
  /** `en`: figures and words are English. */
  get locale(): string;
  set locale(value: string | null);
  /** The book, prices and rules cannot be changed by the reader; a trade can be tried. */
  readonly: boolean;
  /** The name under which the browser keeps what is done; nothing is kept without. */
  get storageKey(): string | null;
  set storageKey(value: string | null);

  /** What the account must post. */
  assess(): Promise<Answer<Assessment>>;
  /** What a trade would do; the ticket is left as it is. */
  preview(trade: TradeInput | readonly TradeInput[]): Promise<Answer<Preview>>;
  /** Book, prices, rules and the trade that is tried, as the token of a share link. */
  save(): Promise<Answer<string>>;
  /** Puts a token's book in the place of this one. */
  restore(token: string): Promise<Answer<null>>;

  addEventListener<Name extends keyof CrossMarginEventMap>(
    type: Name, listener: (this: CrossMargin, event: CrossMarginEventMap[Name]) => void, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<Name extends keyof CrossMarginEventMap>(
    type: Name, listener: (this: CrossMargin, event: CrossMarginEventMap[Name]) => void, options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "cross-margin": CrossMargin;
  }
  interface GlobalEventHandlersEventMap extends CrossMarginEventMap {}
}
