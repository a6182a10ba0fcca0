// A text field that offers what the server knows, after the ARIA pattern: the list opens below, arrows walk it, Enter
// chooses, Escape closes.
import { el } from "./dom.js";

const PAUSE_MS = 150;
const CLOSE_MS = 150;
const LEAST = 2;

export class Combobox {
  #timer = 0;
  #abort = null;

  /**
   * `ask(text, signal)` resolves to offers `{label, note?}`, `choose(offer)` takes one, `typed(text)` hears of every
   * change by hand, and `say(text)` shows a sentence, or hides it when it is empty. `none` is what to say of no offer.
   * With `eager`, Enter takes the first offer when none is walked to; without, it belongs to the form then.
   */
  constructor({ id, ask, choose, typed = () => {}, say, none, label, eager = false, attributes = {} }) {
    Object.assign(this, { id, ask, take: choose, typed, say, none, eager });
    this.offers = [];
    this.active = -1;
    this.input = el("input", { type: "text", id, role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${id}-offers`, autocomplete: "off", oninput: () => this.#changed(), onkeydown: (event) => this.#key(event), onblur: () => this.#left(), ...attributes });
    this.list = el("ul", { id: `${id}-offers`, class: "offers", role: "listbox", "aria-label": label, hidden: true });
  }

  /** Look nothing up any more. */
  #stop() {
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  #left() {
    this.#stop();
    setTimeout(() => this.close(), CLOSE_MS);
  }

  #changed() {
    this.#stop();
    this.say("");
    const text = this.input.value.trim();
    this.typed(text);
    if (text.length < LEAST) this.close();
    else this.#timer = setTimeout(() => this.#look(text), PAUSE_MS);
  }

  async #look(text) {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const offers = await this.ask(text, signal);
      if (!signal.aborted) this.#offer(offers);
    } catch (error) {
      if (error.name !== "AbortError") this.say("This cannot be looked up now. Go on typing, or try again in a moment.");
    }
  }

  #offer(offers) {
    this.offers = offers;
    this.active = -1;
    if (!offers.length) {
      this.close();
      this.say(this.none);
      return;
    }
    const option = (offer, index) => el("li", { role: "option", id: `${this.id}-offer-${index}`, "aria-selected": "false", onpointerdown: (event) => { event.preventDefault(); this.choose(index); } }, offer.label, offer.note ? el("span", { class: "small" }, offer.note) : null);
    this.list.replaceChildren(...offers.map(option));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    if (this.list.hidden) return;
    if (event.key === "Escape") {
      this.close();
      event.stopPropagation();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#walk(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && (this.eager || this.active >= 0)) this.choose(Math.max(0, this.active));
    else return;
    event.preventDefault();
  }

  #walk(step) {
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.active = (from + step + this.offers.length) % this.offers.length;
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
    this.input.setAttribute("aria-activedescendant", `${this.id}-offer-${this.active}`);
    this.list.children[this.active].scrollIntoView({ block: "nearest" });
  }

  choose(index) {
    this.#stop();
    this.close();
    this.take(this.offers[index]);
  }
}
