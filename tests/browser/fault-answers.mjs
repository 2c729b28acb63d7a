// What each source of prices answers, as a function of the price and the time: in the shape of its recorded answers.
//
// `say` tells what stands in the answer about the asset that rests on the source:
//   price  its number, written out
//   at     when it was true, milliseconds since 1970
//   odd    in place of the price: "NaN", "negative", "zero", "1e300" or "1e-40"
//   era    in place of the time: 1970 or 2100
//   twice  a second row of the same name, with this price
//   bitcoin  what one costs, where the source names it beside the asset
//   wrong  the answer is about another asset, or another question
// Of any other asset a source says nothing, or where it is asked for one by name, what was true a day ago.

const day = 86_400_000;
const odds = { NaN: "NaN", negative: "-1", zero: "0", "1e300": "1e300", "1e-40": "1e-40" };
const written = (say) => (say.odd ? odds[say.odd] : String(say.price));
const quoted = (text) => JSON.stringify(text);
const json = (value) => ({ body: typeof value === "string" ? value : JSON.stringify(value), headers: { "content-type": "application/json" } });
const eras = { 1970: 1_000_000, 2100: 4_102_444_800_000 };
const time = (say) => (say.era ? eras[say.era] : say.at);
const seconds = (say) => Math.floor(time(say) / 1000);
const stranger = "ATOM";

/** An object with the fields as they are given, so that two can have one name. */
const object = (fields) => `{${fields.map(([name, value]) => `${quoted(name)}:${value}`).join(",")}}`;
const names = (asset, say) => (say.wrong ? `${asset}X` : asset);
/** A price that never rests. */
const restless = (say) => (1 + (Math.floor(say.now / 1000) % 1000) / 100_000).toFixed(5);
/** The rows of an answer: another asset's, always good, and the asset's own, twice where that is said. */
const rows = (asset, say) => [
  [stranger, restless(say)],
  ...(asset ? [[names(asset, say), written(say)]] : []),
  ...(say.twice ? [[asset, String(say.twice)]] : []),
];

const hyperliquid = {
  address: "https://api.hyperliquid.xyz/**",
  is: (request) => kindOf(request) === "metaAndAssetCtxs",
  quotes: true,
  doubles: true,
  names: true,
  answer(_, asset, say) {
    const all = rows(asset, say);
    const universe = all.map(([name]) => `{"szDecimals":2,"name":${quoted(name)},"maxLeverage":10,"marginTableId":51}`);
    const contexts = all.map(
      ([, price]) =>
        `{"funding":"0.0000125","prevDayPx":"1","premium":"0.0001","oraclePx":${quoted(price)},"markPx":${quoted(price)},"midPx":null}`,
    );
    return json(`[{"universe":[${universe}],"marginTables":[]},[${contexts}]]`);
  },
};

const mids = {
  address: hyperliquid.address,
  is: (request) => kindOf(request) === "allMids",
  check: true,
  quotes: true,
  doubles: true,
  names: true,
  answer: (_, asset, say) =>
    json(
      object([
        ["@142", '"80907.5"'],
        ["PURR/USDC", '"0.067131"'],
        ["BTC", quoted(say.bitcoin ?? "93800")],
        ...rows(asset, say).map(([name, price]) => [name, quoted(price)]),
      ]),
    ),
};

const dydx = {
  address: "https://indexer.dydx.trade/**",
  quotes: true,
  doubles: true,
  names: true,
  answer(_, asset, say) {
    const markets = [asset].flat().flatMap((asset, place) => rows(asset, say).slice(place ? 1 : 0));
    return json(
      `{"markets":${object(
        markets.map(([name, price]) => [
          `${name}-USD`,
          `{"clobPairId":"0","ticker":${quoted(`${name}-USD`)},"status":"ACTIVE","oraclePrice":${quoted(price)},"priceChange24H":"1.5","volume24H":"247500844.6834","trades24H":63065,"nextFundingRate":"0.00000125","initialMarginFraction":"0.05","maintenanceMarginFraction":"0.03","openInterest":"381.7348","atomicResolution":-9,"tickSize":"0.1","stepSize":"0.001","marketType":"CROSS"}`,
        ]),
      )}}`,
    );
  },
};

const deribit = {
  address: "https://www.deribit.com/**",
  times: true,
  answer(request, asset, say) {
    const query = new URL(request.url()).searchParams;
    const coin = (query.get("index_name") ?? query.get("currency") ?? query.get("instrument_name") ?? "").slice(0, 3).toUpperCase();
    const own = coin === asset;
    const at = own ? time(say) : say.now - day;
    const price = own ? written(say) : restless(say);
    const envelope = (result) =>
      json(`{"jsonrpc":"2.0","result":${result},"usIn":${at * 1000 - 100},"usOut":${at * 1000},"usDiff":100,"testnet":false}`);
    if (query.has("index_name")) return envelope(`{"index_price":${price},"estimated_delivery_price":1}`);
    if (query.has("currency"))
      return envelope(
        query.get("kind") === "future"
          ? `[{"instrument_name":"${coin}-PERPETUAL","mark_price":${own ? say.base : restless(say)},"creation_timestamp":${say.now - 300},"base_currency":"${coin}","quote_currency":"USD"}]`
          : `[{"instrument_name":"${coin}-25JUN27-100-C","mark_price":0.5,"mark_iv":48.37,"underlying_price":${own ? say.base : 1},"creation_timestamp":${say.now - 300},"base_currency":"${coin}","quote_currency":"${coin}"}]`,
      );
    return envelope("{}");
  },
  own: (request, asset) => request.url().includes(`index_name=${asset.toLowerCase()}`),
};

const coinbase = {
  address: "https://api.exchange.coinbase.com/**",
  times: true,
  quotes: true,
  answer(request, asset, say) {
    const own = this.own(request, asset);
    const price = quoted(own ? written(say) : restless(say));
    const at = new Date(own ? time(say) : say.now - day).toISOString();
    return json(`{"trade_id":1201369,"price":${price},"size":"0.05950000","bid":${price},"ask":${price},"volume":"4661.70407704","time":${quoted(at)}}`);
  },
  own: (request, asset) => request.url().includes(`/products/${asset}-USD/`),
};

const kraken = {
  address: "https://api.kraken.com/**",
  quotes: true,
  doubles: true,
  names: true,
  answer(_, asset, say) {
    const row = (price) => `{"a":["${price}","1","1.000"],"b":["${price}","1","1.000"],"c":["${price}","0.5"],"v":["1.0","2.0"],"o":"1.0"}`;
    const result = rows(asset, say).map(([name, price]) => [`${name}USD`, row(price)]);
    return json(`{"error":[],"result":${object(result)}}`);
  },
};

const bitstamp = {
  address: "https://www.bitstamp.net/**",
  times: true,
  quotes: true,
  doubles: true,
  names: true,
  answer(_, asset, say) {
    const row = ([name, price]) =>
      `{"timestamp":"${name === stranger ? Math.floor(say.now / 1000) : seconds(say)}","open":"1","high":"1","low":"1","last":"${price}","volume":"57747.186","vwap":"1","bid":"${price}","ask":"${price}","side":"1","open_24":"1","percent_change_24":"2.31","market_type":"SPOT","pair":"${name}/USD","market":"${name}/USD"}`;
    return json(`[${rows(asset, say).map(row)}]`);
  },
};

const llamas = { XRP: "ripple", SOL: "solana", ETH: "ethereum" };
const defillama = {
  address: "https://coins.llama.fi/**",
  check: true,
  times: true,
  doubles: true,
  names: true,
  answer(_, asset, say) {
    const coin = (name, price, at) => [`coingecko:${name}`, `{"price":${price},"symbol":"X","timestamp":${at},"confidence":0.99}`];
    const all = [coin(`${llamas[asset]}${say.wrong ? "-x" : ""}`, written(say), seconds(say))];
    if (say.twice) all.push(coin(llamas[asset], say.twice, seconds(say)));
    return json(`{"coins":${object(all)}}`);
  },
};

const ethUsd = "5f4ec3df9cbd43714fe2740f5e3616155c5b8419";
const word = (number) => BigInt.asUintN(256, BigInt(number)).toString(16).padStart(64, "0");
/** The calls of a Multicall3 `aggregate3`: each the address that is called, and what with. */
function calls(data) {
  const hex = data.replace(/^0x/, "").slice(8);
  const number = (at) => Number(BigInt(`0x${hex.slice(at * 2, at * 2 + 64)}`));
  const list = number(0);
  const start = list + 32;
  return Array.from({ length: number(list) }, (_, place) => {
    const tuple = start + number(start + 32 * place);
    const bytes = tuple + number(tuple + 64);
    const length = number(bytes);
    return { to: hex.slice(tuple * 2 + 24, tuple * 2 + 64), data: hex.slice(bytes * 2 + 64, bytes * 2 + 64 + length * 2) };
  });
}
/** What `aggregate3` returns: each call's success and its words. */
function results(all) {
  const tuples = all.map((words) => [word(1), word(64), word(32 * words.length), ...words].join(""));
  let offset = 32 * tuples.length;
  const offsets = tuples.map((tuple) => [word(offset), (offset += tuple.length / 2)][0]);
  return `0x${[word(32), word(tuples.length), ...offsets, ...tuples].join("")}`;
}
const chainlink = {
  address: "https://ethereum-rpc.publicnode.com/**",
  chain: true,
  times: true,
  /** Its numbers are words of 32 bytes: the odd ones that can be written so. */
  answer(request, _, say) {
    const asked = request.postDataJSON();
    const scaled = { NaN: "zz".repeat(32), negative: word(-1), zero: word(0), "1e300": word(2n ** 255n - 1n) };
    const price = say.odd ? scaled[say.odd] : word(Math.round(Number(say.price) * 1e8));
    const answers = calls(asked.params[0].data).map(({ to, data }) => {
      if (data.startsWith("0f28c97d")) return [word(Math.floor(say.at / 1000))]; // the time of the block
      if (!data.startsWith("feaf968c")) return [word(10n ** 18n)];
      const own = to.toLowerCase() === ethUsd;
      const at = word(Math.floor((own ? (say.era ? time(say) : say.at - 60_000) : say.now - day) / 1000));
      return [word(7), own ? price : word(100_000_000), at, at, word(7)];
    });
    return json({ jsonrpc: "2.0", id: say.wrong ? 999 : asked.id, result: results(answers) });
  },
  names: true,
  without: ["1e-40"],
};

const avax = "93da3352f9f1d105fdfe4971cfa80e9dd777bfc5d0f683ebb6e1294b92137bb7";
const bitcoin = "e62df6c8b4a85fe1a67db44dc12de5db330f7ac66b72dc658afedf0f4a415b43";
const pyth = {
  address: "https://hermes.pyth.network/**",
  is: (request) => !request.url().includes("/stream"),
  key: "a key of the tests",
  times: true,
  doubles: true,
  names: true,
  answer(request, _, say) {
    const asked = new URL(request.url()).searchParams.getAll("ids[]").map((id) => id.replace(/^0x/, ""));
    const whole = { NaN: ["NaN", -8], negative: ["-100000000", -8], zero: ["0", -8], "1e300": ["1", 300], "1e-40": ["1", -40] };
    const row = (id, [price, expo], at) => {
      const of = { price, conf: "1", expo, publish_time: at };
      return { id, price: of, ema_price: of, metadata: { slot: 138881186, proof_available_time: at, prev_publish_time: at } };
    };
    const scaled = (price) => [String(Math.round(Number(price) * 1e8)), -8];
    const parsed = asked.map((id) =>
      id === avax
        ? row(say.wrong ? id.replace(/^93/, "94") : id, say.odd ? whole[say.odd] : scaled(say.price), seconds(say))
        : row(id, scaled(restless(say)), Math.floor((say.now - day) / 1000)),
    );
    if (say.twice) parsed.push(row(avax, scaled(say.twice), seconds(say)));
    return json({ binary: { encoding: "hex", data: ["504e41550100"] }, parsed });
  },
};

/**
 * What the sources send by themselves: `hears` says of a message of the page whether it subscribes to what `message`
 * sends, and else what is answered. `quiet` is a message that says nothing of the asset.
 */
export const streams = {
  hyperliquid: {
    address: "wss://api.hyperliquid.xyz/",
    path: "/ws",
    hears: (text, asset) => {
      const { method, subscription } = JSON.parse(text);
      if (method === "ping") return '{"channel":"pong"}';
      return subscription?.type === "activeAssetCtx" && (!asset || subscription.coin === asset);
    },
    quotes: true,
    names: true,
    message: (asset, say) =>
      `{"channel":"activeAssetCtx","data":{"coin":${quoted(names(asset, say))},"ctx":{"funding":"0.0000125","oraclePx":${quoted(written(say))},"markPx":${quoted(written(say))},"midPx":null}}}`,
    quiet: (say) => `{"channel":"activeAssetCtx","data":{"coin":"${stranger}","ctx":{"oraclePx":"${rows("", say)[0][1]}","markPx":"4.5"}}}`,
  },
  "hyperliquid-mids": {
    address: "wss://api.hyperliquid.xyz/",
    path: "/ws",
    check: true,
    hears: (text) => {
      const { method, subscription } = JSON.parse(text);
      if (method === "ping") return '{"channel":"pong"}';
      return subscription?.type === "allMids";
    },
    quotes: true,
    names: true,
    doubles: true,
    message: (asset, say) => `{"channel":"allMids","data":{"mids":${mids.answer(undefined, asset, say).body}}}`,
    quiet: (say) => `{"channel":"allMids","data":{"mids":${mids.answer(undefined, undefined, say).body}}}`,
  },
  deribit: {
    address: "wss://www.deribit.com/",
    path: "/ws/api/v2",
    hears: (text, asset) => {
      const { id, method, params } = JSON.parse(text);
      if (method !== "public/subscribe") return `{"jsonrpc":"2.0","id":${id},"result":"ok"}`;
      return !asset || params.channels.includes(`deribit_price_index.${asset.toLowerCase()}_usd`);
    },
    times: true,
    names: true,
    message: (asset, say) => index("price", say.wrong ? "ETH" : asset, asset, written(say), time(say)),
    quiet: (say) => index("volatility", "BTC", "BTC", "48.37", say.at),
  },
  pyth: {
    path: "/v2/updates/price/stream",
    events: true,
    times: true,
    names: true,
    doubles: true,
    message: (asset, say) => pyth.answer({ url: () => `http://x/?ids[]=${avax}` }, asset, say).body,
    quiet: (say) => pyth.answer({ url: () => `http://x/?ids[]=${bitcoin}` }, undefined, say).body,
  },
};

/** A notification of Deribit about one of its indices. */
function index(what, channel, coin, number, at) {
  const pair = (of) => `${of.toLowerCase()}_usd`;
  const kind = what === "price" ? "price" : "volatility";
  return `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"deribit_${kind}_index.${pair(channel)}","data":{"timestamp":${at},"${what}":${number},"index_name":"${pair(coin)}"}}}`;
}

const kindOf = (request) => {
  try {
    return request.postDataJSON()?.type;
  } catch {
    return undefined;
  }
};

/** All sources that are asked, by the name they have in the program. */
export const answers = { hyperliquid, dydx, deribit, coinbase, kraken, bitstamp, chainlink, pyth, defillama, "hyperliquid-mids": mids };
