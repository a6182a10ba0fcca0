// Asks the API: one retry, answers kept for a minute, and nothing asked for that nobody waits for any more.

const KEPT = 400;
const FRESH_MS = 60_000;
const RETRY_MS = 400;

const passing = (status) => status === 429 || status >= 500;

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** Read an answer; one retry when the network or the server fails in passing. */
export async function readJson(address, signal) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const reply = await fetch(address, { signal });
      if (reply.ok) return await reply.json();
      if (attempt || !passing(reply.status)) throw new Error(`The directory answered ${reply.status}`);
    } catch (error) {
      if (attempt || signal?.aborted || error.message.startsWith("The directory")) throw error;
    }
    await pause(RETRY_MS, signal);
  }
}

export class Source {
  #api;
  #kept = new Map(); // address -> {value, at}, the least recently used first
  #asked = new Map(); // address -> {promise, controller}

  constructor(api) {
    this.#api = api;
  }

  /** Fetch tiles `{z, x, y}`; tiles of an earlier call that are not among them are given up. */
  async tiles(tiles, query) {
    const addresses = tiles.map(({ z, x, y }) => this.#address(`clusters/${z}/${x}/${y}`, query));
    for (const [address, { controller }] of this.#asked) {
      if (addresses.includes(address)) continue;
      controller.abort();
      this.#asked.delete(address);
    }
    const replies = await Promise.allSettled(addresses.map((address) => this.#tile(address)));
    return replies.map((reply) => (reply.status === "fulfilled" ? reply.value.clusters : null));
  }

  /** Fetch the clusters of the whole world. */
  async world(query) {
    return (await this.#remembered(this.#address("clusters/0/0/0", query))).clusters;
  }

  /** Ask how many initiatives match, those without a place included. */
  async total(query) {
    return (await this.#remembered(this.#address("initiatives", query))).total;
  }

  /** Fetch one page of the initiatives in a box `[west, south, east, north]`. */
  async initiatives(query, bbox, page, signal) {
    const pairs = new URLSearchParams(query);
    pairs.set("bbox", bbox.join(","));
    pairs.set("page", page);
    return this.#remembered(this.#address("initiatives", pairs.toString()), signal);
  }

  #address(path, query) {
    const address = new URL(path, this.#api);
    address.search = query;
    return address.href;
  }

  #tile(address) {
    const asked = this.#asked.get(address);
    if (asked) return asked.promise;
    const controller = new AbortController();
    const promise = this.#remembered(address, controller.signal).finally(() => {
      if (this.#asked.get(address)?.controller === controller) this.#asked.delete(address);
    });
    this.#asked.set(address, { promise, controller });
    return promise;
  }

  async #remembered(address, signal) {
    const kept = this.#kept.get(address);
    this.#kept.delete(address);
    if (kept && Date.now() - kept.at < FRESH_MS) {
      this.#kept.set(address, kept);
      return kept.value;
    }
    const value = await readJson(address, signal);
    this.#kept.set(address, { value, at: Date.now() });
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value);
    return value;
  }
}
