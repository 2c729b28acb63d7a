// The calculator in a frame, driven from the page around. What goes in and comes out is as for the element.

import type { Answer, Assessment, Preview, RulesInput, TradeInput } from "./cross-margin.js";
import type { CrossMarginEventMap, Mode, PortfolioInput, PriceFeed, PricesInput, Theme } from "./cross-margin-element.js";

/** The element's properties; those that are not named stay as they are. */
export interface FrameConfig {
  portfolio?: string | PortfolioInput | null;
  src?: string | null;
  mode?: Mode | null;
  rules?: RulesInput | null;
  theme?: Theme | null;
  prices?: PricesInput | PriceFeed | null;
  trade?: TradeInput | readonly TradeInput[] | null;
  locale?: string | null;
  readonly?: boolean;
  /** Only for origins that embed.html lists. */
  storageKey?: string | null;
}

export interface FrameOptions {
  /** Where embed.html is; beside the script where nothing is said. */
  src?: string | URL;
  /** What a screen reader calls the frame. */
  title?: string;
  /** Which events are sent; all where nothing is said. */
  events?: readonly (keyof CrossMarginEventMap)[];
}

/** Messages that were ignored. */
export interface Ignored {
  /** Of another window or origin. */
  foreign: number;
  /** Not of the form. */
  malformed: number;
}

export interface Frame extends EventTarget {
  readonly element: HTMLIFrameElement;
  readonly ignored: Ignored;
  configure(config: FrameConfig): void;
  assess(): Promise<Answer<Assessment>>;
  preview(trade: TradeInput | readonly TradeInput[]): Promise<Answer<Preview>>;
  save(): Promise<Answer<string>>;
  restore(token: string): Promise<Answer<null>>;
  status(): Promise<Answer<{ ignored: Ignored }>>;
  remove(): void;
  addEventListener<Name extends keyof CrossMarginEventMap>(
    type: Name, listener: (event: CrossMarginEventMap[Name]) => void, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
}

/** Puts the calculator into an element of this page, in a frame. */
export declare function frame(place: Element, config?: FrameConfig, options?: FrameOptions): Frame;
