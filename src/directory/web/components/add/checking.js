// Asks the server what it thinks of the proposal while it is being typed: nothing is stored. The answers bring the
// issues, the likely doubles, the position and the difference.

const PAUSE_MS = 500;
const SPACING_MS = 1100; // one address may ask sixty times a minute
const AGAIN_MS = 5000;

export class Checking {
  #timer = 0;
  #last = { asked: "", answer: null, at: -Infinity, number: 0 };
  #count = 0;
  #running = null;

  /** `read` returns the proposal, `told` takes each new answer. */
  constructor({ api, read, told }) {
    Object.assign(this, { api, read, told });
  }

  /** Ask in a moment, when the typing has paused. */
  soon(pause = PAUSE_MS) {
    clearTimeout(this.#timer);
    const wait = Math.max(pause, this.#last.at + SPACING_MS - performance.now());
    this.#timer = setTimeout(() => this.now(), wait);
  }

  /** Ask now; null when the server does not answer, and then it is asked again by and by. */
  async now() {
    clearTimeout(this.#timer);
    const asked = JSON.stringify(this.read());
    if (asked === this.#last.asked) {
      // Typed back to what has its answer: what was asked in between counts no more.
      this.#last.number = ++this.#count;
      return this.#last.answer;
    }
    if (this.#running?.asked === asked) return this.#running.answer;
    const answer = this.#ask(asked);
    this.#running = { asked, answer };
    const found = await answer;
    if (this.#running?.asked === asked) this.#running = null;
    return found;
  }

  async #ask(asked) {
    this.#last.at = performance.now();
    const number = ++this.#count;
    try {
      const response = await fetch(`${this.api}/submissions/check`, { method: "POST", headers: { "Content-Type": "application/json" }, body: asked });
      if (!response.ok && response.status !== 400) throw new Error(String(response.status));
      const told = await response.json();
      const answer = response.ok ? told : { item: null, position: null, doubles: [], difference: [], issues: (told.issues ?? []).map((issue) => ({ severity: "error", ...issue })) };
      if (number < this.#last.number) return answer; // overtaken by a later one
      this.#last = { asked, answer, at: this.#last.at, number };
      if (!this.ended) this.told(answer);
      return answer;
    } catch {
      if (!this.ended) this.soon(AGAIN_MS);
      return null;
    }
  }

  end() {
    this.ended = true;
    clearTimeout(this.#timer);
  }
}
