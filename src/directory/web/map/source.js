// Asks the API: one retry, answers kept for a minute, nothing asked for that a larger tile has said already, and
// nothing that nobody waits for any more.

import { pointsWithin } from "./derive.js";

const KEPT = 400;
const FRESH_MS = 60_000;
const RETRY_MS = 400;
const AHEAD = 12; // tiles

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
export async function readJson(address, signal, priority = "auto") {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const reply = await fetch(address, { signal, priority });
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
    const derived = tiles.map((tile) => this.#derived(tile, query));
    const addresses = tiles.map((tile) => this.#tileAddress(tile, query));
    for (const [address, { controller }] of this.#asked) {
      if (addresses.includes(address)) continue;
      controller.abort();
      this.#asked.delete(address);
    }
    const replies = await Promise.allSettled(addresses.map((address, place) => derived[place] ?? this.#tile(address)));
    return replies.map((reply) => (reply.status === "fulfilled" ? reply.value.clusters : null));
  }

  /** Fetch tiles that may be asked for next, the first few that are not known; the next call of `tiles` gives them up. */
  ahead(tiles, query) {
    const wanted = tiles.filter((tile) => !this.#derived(tile, query)).map((tile) => this.#tileAddress(tile, query));
    const unknown = wanted.filter((address) => !this.#fresh(address) && !this.#asked.has(address));
    for (const address of [...new Set(unknown)].slice(0, AHEAD)) {
      this.#tile(address, "low").catch(() => {}); // whoever needs it will ask again
    }
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

  /** Keep none of the answers, and wait for none that is on its way. */
  forget() {
    this.#kept = new Map();
    for (const { controller } of this.#asked.values()) controller.abort();
    this.#asked.clear();
  }

  #address(path, query) {
    const address = new URL(path, this.#api);
    address.search = query;
    return address.href;
  }

  #tileAddress({ z, x, y }, query) {
    return this.#address(`clusters/${z}/${x}/${y}`, query);
  }

  /** What a tile holds, if that follows from the smallest of the kept tiles around it; else null. */
  #derived({ z, x, y }, query) {
    for (let up = 1; up <= z; up += 1) {
      const kept = this.#fresh(this.#tileAddress({ z: z - up, x: x >> up, y: y >> up }, query));
      const clusters = kept && pointsWithin(kept.clusters, { z, x, y });
      if (kept) return clusters && { clusters };
    }
    return null;
  }

  #fresh(address) {
    const kept = this.#kept.get(address);
    return kept && Date.now() - kept.at < FRESH_MS ? kept.value : null;
  }

  #tile(address, priority = "auto") {
    const asked = this.#asked.get(address);
    if (asked) return asked.promise;
    const controller = new AbortController();
    const promise = this.#remembered(address, controller.signal, priority).finally(() => {
      if (this.#asked.get(address)?.controller === controller) this.#asked.delete(address);
    });
    this.#asked.set(address, { promise, controller });
    return promise;
  }

  async #remembered(address, signal, priority) {
    const kept = this.#kept.get(address);
    const fresh = this.#fresh(address);
    this.#kept.delete(address);
    if (fresh) {
      this.#kept.set(address, kept);
      return fresh;
    }
    const answers = this.#kept;
    const value = await readJson(address, signal, priority);
    // What was asked for before `forget` lands where nobody looks any more.
    answers.set(address, { value, at: Date.now() });
    if (answers.size > KEPT) answers.delete(answers.keys().next().value);
    return value;
  }
}
