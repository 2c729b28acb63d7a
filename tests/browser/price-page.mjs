// What the page shows of prices and their sources, read in one place.

/** Opens the list of sources, which then stays open. */
export async function openSources(page) {
  await page.locator("[data-testid=sources]").click();
  await page.waitForSelector("[data-testid=source]");
}

/**
 * All of it at once, after two frames: the headline; of each asset its price, state, flag and whose it is; of each
 * source its state in a word and a sentence.
 */
export const look = (page) =>
  page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const of = (root, query) => root?.querySelector(query)?.textContent.replace(/\s+/g, " ").trim() ?? "";
    const prices = [...document.querySelectorAll("tr[data-testid=price]")].map((row) => [
      row.querySelector("th").firstChild.textContent.trim(),
      {
        price: row.querySelector("input").value,
        state: of(row, "[data-testid=state]"),
        flag: of(row, "[data-state=flag]"),
        from: of(row, "[data-testid=from]"),
      },
    ]);
    const sources = [...document.querySelectorAll("[data-testid=source]")].map((row) => [
      row.dataset.source,
      { word: of(row, "[data-testid=source-word]"), more: of(row, ".words .sub") },
    ]);
    return {
      now: Date.now(),
      headline: of(document, "[data-testid=headline]"),
      mark: of(document.querySelector("[data-testid=liquidated]"), "[data-testid=state]"),
      prices: Object.fromEntries(prices),
      sources: Object.fromEntries(sources),
    };
  });

/** What of it does not change by time alone. */
export const still = (seen) =>
  JSON.stringify({ ...seen, now: 0, sources: Object.entries(seen.sources).map(([name, { word }]) => [name, word]) });

/** What the page says of a source's stream is introduced by this. */
const itsStream = /(?:Its stream|What it sends by itself): (.*?)(?= (?:1 row|\d+ rows|A gap) |$)/;

/** What is wrong with the stream of a source; nothing where all is well. */
export const streamTrouble = ({ more }) => itsStream.exec(more)?.[1] ?? "";

/**
 * What the page says of a source, or of its stream, without what differs from one run to the next.
 * @param {{word: string, more: string}} said
 * @param {boolean} [ofStream] whether it is the stream that is asked about
 */
export function sentence({ word, more }, ofStream = false) {
  const whole = ofStream ? streamTrouble({ more }) : more.replace(itsStream, "");
  const said = whole
    .replace(/ ?Asked again in [^.]*\./, "")
    .replace(/ ?It has not answered yet\./, "")
    .replace(/ ?A gap of .* ago\./, "")
    .replace(/“[^”]*”/g, "“…”")
    .replace(/\d+ bytes/, "so many bytes")
    .trim();
  const begin = ofStream ? "its stream" : word;
  return said ? `${begin}: ${said}` : word;
}

/** Addresses and keys of sources, as the page keeps them from one visit to the next. */
export const keepsSettings = (page, settings) =>
  page.addInitScript((kept) => {
    if (location.protocol.startsWith("http")) localStorage.setItem("cross-margin/v1/sources", kept);
  }, JSON.stringify(settings));
