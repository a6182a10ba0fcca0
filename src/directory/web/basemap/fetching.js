// Fetching that tries twice, and a memory of what was fetched.

const PAUSE_MS = 800;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function fetchOk(url, signal) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response;
}

/** Fetch; after a failure once more, after a pause. An abort is final. */
export async function fetchRetrying(url, signal) {
  try {
    return await fetchOk(url, signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    await wait(PAUSE_MS);
    return fetchOk(url, signal);
  }
}

/** A function that loads once and always gives the same promise; a failure is forgotten, the next call tries again. */
export function remembered(load) {
  let promise = null;
  return () => {
    promise ??= load().catch((error) => {
      promise = null;
      throw error;
    });
    return promise;
  };
}

/** Things loaded by key and shared by several users; a load that all have let go is aborted. */
export class Shared {
  #entries = new Map(); // in order of use, oldest first
  #load;
  #kept;

  /** `load(key, signal)` returns a promise; `kept` things stay when nobody uses them. */
  constructor(load, { kept }) {
    this.#load = load;
    this.#kept = kept;
  }

  /** The thing itself when it is here, else undefined; starts nothing. */
  peek(key) {
    return this.#entries.get(key)?.value;
  }

  /** {promise, release}; `release` is called once, when the thing is not needed any more. */
  take(key) {
    const entry = this.#entries.get(key) ?? this.#start(key);
    entry.users += 1;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#forgetOldest();
    return { promise: entry.promise, release: () => this.#release(key, entry) };
  }

  #start(key) {
    const controller = new AbortController();
    const entry = { controller, users: 0, value: undefined };
    entry.promise = this.#load(key, controller.signal).then(
      (value) => (entry.value = value),
      (error) => {
        this.#forget(key, entry);
        throw error;
      },
    );
    return entry;
  }

  #release(key, entry) {
    entry.users -= 1;
    if (entry.users > 0 || entry.value !== undefined) return;
    entry.controller.abort();
    this.#forget(key, entry);
  }

  #forget(key, entry) {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }

  #forgetOldest() {
    for (const [key, { users }] of this.#entries) {
      if (this.#entries.size <= this.#kept) return;
      if (users === 0) this.#entries.delete(key);
    }
  }
}
