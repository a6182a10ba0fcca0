// "Where?": a country that has entries becomes a filter; a town from the gazetteer, or the visitor's own position on
// request, becomes a circle on the map.
import { el, fold, icon } from "./dom.js";

const RADIUS_KM = 100;
const PAUSE_MS = 150;
const LEAST = 2;
const MOST = 10;

/** Two digits are about a kilometre: enough for a circle of a hundred, and no finer than it needs to be. */
function circle(latitude, longitude) {
  return `${latitude.toFixed(2)},${longitude.toFixed(2)},${RADIUS_KM}`;
}

/** A combobox after the ARIA pattern: the list opens below, arrows walk it, Enter chooses, Escape closes. */
export class Where {
  constructor({ change, show }) {
    this.change = change;
    this.show = show;
    this.offers = [];
    this.active = -1;
    this.input = el("input", { type: "text", role: "combobox", name: "where", placeholder: "Town or country", "aria-label": "Town or country", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "where-offers", autocomplete: "off", maxlength: 100, oninput: () => this.typed(), onkeydown: (event) => this.key(event), onblur: () => setTimeout(() => this.close(), 150) });
    this.list = el("ul", { id: "where-offers", class: "offers", role: "listbox", "aria-label": "Places", hidden: true });
    this.me = el("button", { type: "button", class: "me", "aria-label": "Near me", title: "Near me: your position is asked for now, and goes no further than the address bar", onclick: () => this.nearMe() }, icon("target"));
    this.said = el("p", { class: "problem", role: "status", hidden: true });
    this.element = el("div", { class: "where" }, el("div", { class: "search" }, icon("pin"), this.input, this.me), this.list, this.said);
  }

  draw(api, near) {
    this.api = api;
    if (!near && this.chosen) this.input.value = "";
    this.chosen = near;
  }

  say(text) {
    this.said.textContent = text;
    this.said.hidden = !text;
  }

  typed() {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.say("");
    const text = this.input.value.trim();
    if (text.length < LEAST) {
      this.close();
      if (!text && this.chosen) this.change({ near: [], sort: [] });
      return;
    }
    this.timer = setTimeout(() => this.ask(text), PAUSE_MS);
  }

  async ask(text) {
    this.abort = new AbortController();
    const { signal } = this.abort;
    try {
      const [towns, countries] = await Promise.all([this.get(`places/suggest?q=${encodeURIComponent(text)}`, signal), this.countries()]);
      const named = countries.filter(({ label }) => fold(label).split(" ").some((_, place, words) => words.slice(place).join(" ").startsWith(fold(text))));
      if (!signal.aborted) this.offer([...named.slice(0, 3), ...towns.items].slice(0, MOST));
    } catch (error) {
      if (error.name !== "AbortError") this.say("Places cannot be looked up now. Try again in a moment.");
    }
  }

  async get(path, signal) {
    const answer = await fetch(`${this.api}/${path}`, { signal });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /** The countries that have entries, as the facet knows them; asked for once. */
  async countries() {
    this.known ??= (await this.get("facets")).facets.country.filter(({ value }) => value !== "none");
    return this.known;
  }

  offer(places) {
    this.offers = places;
    this.active = -1;
    if (!places.length) {
      this.close();
      this.say("No place of that name is known. Check the spelling, or try a larger town nearby.");
      return;
    }
    this.list.replaceChildren(...places.map((place, index) => el("li", { role: "option", id: `where-offer-${index}`, "aria-selected": "false", onpointerdown: (event) => { event.preventDefault(); this.choose(index); } }, place.label)));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      this.close();
      event.stopPropagation();
      event.preventDefault();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.offers.length && !this.list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.active = (this.active + step + this.offers.length) % this.offers.length;
      [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
      this.input.setAttribute("aria-activedescendant", `where-offer-${this.active}`);
      this.list.children[this.active].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      this.choose(Math.max(0, this.active));
    }
  }

  choose(index) {
    const place = this.offers[index];
    this.input.value = place.label;
    this.close();
    if (place.value) {
      this.input.value = "";
      this.show();
      this.change({ country: [place.value], near: [], sort: [] });
    } else this.change({ near: [circle(place.latitude, place.longitude)], country: [], sort: [] });
  }

  nearMe() {
    if (!navigator.geolocation) {
      this.say("This browser does not tell positions. Type a town instead.");
      return;
    }
    this.say("Asking your browser where you are.");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.say("");
        this.input.value = "Near me";
        this.change({ near: [circle(coords.latitude, coords.longitude)], sort: [] });
      },
      () => this.say("Your position is not available. Type a town instead."),
      { maximumAge: 600_000, timeout: 10_000 },
    );
  }
}
