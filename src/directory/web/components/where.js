// "Where?": a country that has entries becomes a filter; a town or another country from the gazetteer, or the visitor's
// own position on request, becomes a circle on the map.
import { Combobox } from "./combobox.js";
import { el, fold, icon } from "./dom.js";

const RADIUS_KM = 100;
const COUNTRY_RADIUS_KM = 500;
const MOST = 10;

/** Two digits are about a kilometre: enough for a circle of a hundred, and no finer than it needs to be. */
function circle(latitude, longitude, radius = RADIUS_KM) {
  return `${latitude.toFixed(2)},${longitude.toFixed(2)},${radius}`;
}

export class Where {
  constructor({ change, show }) {
    this.change = change;
    this.show = show;
    const attributes = { name: "where", placeholder: "Town or country", "aria-label": "Town or country", maxlength: 100 };
    this.combobox = new Combobox({
      id: "where", label: "Places", eager: true, none: "No place of that name is known. Check the spelling, or try a larger town nearby.", attributes,
      ask: (text, signal) => this.ask(text, signal), choose: (place) => this.choose(place), say: (text) => this.say(text), typed: (text) => this.typed(text),
    });
    this.input = this.combobox.input;
    this.me = el("button", { type: "button", class: "me", "aria-label": "Near me", title: "Near me: your position is asked for now, and goes no further than the address bar", onclick: () => this.nearMe() }, icon("target"));
    this.said = el("p", { class: "problem", role: "status", hidden: true });
    this.element = el("div", { class: "where" }, el("div", { class: "search" }, icon("pin"), this.input, this.me), this.combobox.list, this.said);
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

  typed(text) {
    if (!text && this.chosen) this.change({ near: [], sort: [] });
  }

  async ask(text, signal) {
    const [found, ours] = await Promise.all([this.get(`places/suggest?q=${encodeURIComponent(text)}`, signal), this.countries()]);
    const named = ours.filter(({ label }) => fold(label).split(" ").some((_, place, words) => words.slice(place).join(" ").startsWith(fold(text))));
    const countries = new Map([...found.countries.slice(0, 1), ...named.slice(0, 2), ...found.countries].map((each) => [each.value, each]));
    return [...[...countries.values()].slice(0, 3), ...found.items].slice(0, MOST);
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

  choose(place) {
    this.input.value = place.label;
    if (this.known.some(({ value }) => value === place.value)) {
      this.input.value = "";
      this.show();
      this.change({ country: [place.value], near: [], sort: [] });
    } else {
      // A country without entries: what lies round it.
      const radius = place.value ? COUNTRY_RADIUS_KM : RADIUS_KM;
      this.change({ near: [circle(place.latitude, place.longitude, radius)], country: [], sort: [] });
    }
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
        this.change({ near: [circle(coords.latitude, coords.longitude)], country: [], sort: [] });
      },
      () => this.say("Your position is not available. Type a town instead."),
      { maximumAge: 600_000, timeout: 10_000 },
    );
  }
}
