// Sends a proposal so that it arrives once: the same key with every attempt, again when the server does not answer.

const PAUSES_MS = [1000, 2000, 4000, 8000, 15000];
const OLD_MS = 20 * 3600 * 1000; // before the form's token expires
const MARGIN_MS = 150;

const JSON_TYPE = { "Content-Type": "application/json" };

/** Ask with a receipt's secret, which goes into a header and never into an address. */
export function askReceipt(api, secret, { method = "GET", path = "", body } = {}) {
  const headers = { Authorization: `Bearer ${secret}`, ...(body ? JSON_TYPE : {}) };
  return fetch(`${api}/receipt${path}`, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
}

/** When to try again, as a time of the visitor's clock, from the answer's seconds. */
function laterWords(response) {
  const seconds = Number(response.headers.get("Retry-After")) || 60;
  const at = new Date(Date.now() + seconds * 1000);
  return seconds < 90 ? `in ${Math.ceil(seconds)} seconds` : `after ${at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`;
}

export class Sending {
  #hurry = () => {};

  /** `away` is called with true when the server does not answer, and with false when it does again. */
  constructor({ api, away }) {
    Object.assign(this, { api, away });
  }

  /** Fetch the form's token ahead of time; returns what the server says of itself, or null. */
  async prepare() {
    try {
      const response = await fetch(`${this.api}/submissions/form`, { cache: "no-store" });
      if (!response.ok) return null;
      this.form = { ...(await response.json()), at: performance.now() };
    } catch {
      return null;
    }
    return this.form;
  }

  /** Try again at once, if it is waiting. */
  hurry() {
    this.#hurry();
  }

  #pause(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#hurry = () => { clearTimeout(timer); resolve(); };
    });
  }

  /** A token that the server will take: not too old, and not younger than people need. Null without an answer. */
  async #token() {
    if (!this.form || performance.now() - this.form.at > OLD_MS) await this.prepare();
    if (!this.form) return null;
    const left = this.form.at + this.form.wait_s * 1000 + MARGIN_MS - performance.now();
    if (left > 0) await new Promise((resolve) => { setTimeout(resolve, left); });
    return this.form.token;
  }

  async #post({ key, proposal, contact, trap }) {
    const token = await this.#token();
    if (!token) return null;
    try {
      const body = JSON.stringify({ token, trap, proposal, contact });
      const response = await fetch(`${this.api}/submissions`, { method: "POST", headers: { ...JSON_TYPE, "Idempotency-Key": key }, body });
      return response.status >= 500 ? null : response;
    } catch {
      return null;
    }
  }

  /** Post until there is an answer or patience ends; null then. */
  async #insist(sent) {
    for (const pause of [...PAUSES_MS, 0]) {
      const response = await this.#post(sent);
      this.away(response === null);
      if (response || this.ended) return response;
      if (pause) await this.#pause(pause);
    }
    return null;
  }

  /**
   * Send. Returns one of `{receipt}`, `{issues}`, `{later}` (when to try again), `{taken}` (the key has been used for
   * other content) and `{lost}` (no answer: perhaps it arrived, so the key must stay the same).
   */
  async send(sent) {
    let response = await this.#insist(sent);
    if (response?.status === 400) {
      const { issues = [], detail } = await response.json();
      if (!issues.some(({ key }) => key === "token")) return { issues: issues.length ? issues : [{ key: "", hint: detail }] };
      // The token was used up or had expired: the visitor need not know.
      this.form = null;
      response = await this.#insist(sent);
      if (response?.status === 400) return { issues: (await response.json()).issues };
    }
    if (!response) return { lost: true };
    if (response.ok) {
      this.form = null;
      return { receipt: await response.json() };
    }
    if (response.status === 409) return { taken: true };
    if (response.status === 429) return { later: laterWords(response) };
    const { detail } = await response.json().catch(() => ({}));
    return { issues: [{ key: "", hint: detail ?? "The server did not understand this. Reload the page; your draft stays." }] };
  }

  end() {
    this.ended = true;
    this.#hurry();
  }
}
