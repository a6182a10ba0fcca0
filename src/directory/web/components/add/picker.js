// The pin: by a click, by dragging, with the arrow keys, or as typed coordinates; always optional.
import { drawPicker } from "../../map/pick.js";
import { themeOf, watchTheme } from "../../map/theme.js";
import { el, icon } from "../dom.js";
import { styled } from "../place_map.js";
import { TextField } from "./fields.js";

const DIGITS = 5; // about a metre
const PAIR = /^\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*$/;

export class Picker {
  /** `changed(latitude, longitude)` takes texts, both empty for no pin; `field(about)` registers a field. */
  constructor({ map, value: [latitude, longitude], changed, left }) {
    this.changed = changed;
    const field = (column, label, value, help) => new TextField({ key: `initiative.${column}`, label, help, value, left, attributes: { inputmode: "decimal", size: 12 }, changed: (text) => this.typed(column, text) });
    this.latitude = field("latitude", "Latitude", latitude, "Degrees, like 41.88");
    this.longitude = field("longitude", "Longitude", longitude, "Degrees, like -87.63");
    this.fields = [this.latitude, this.longitude];
    this.place = el("div", { class: "pick-map", role: "group", "aria-label": "Map to put a pin on" });
    this.said = el("p", { class: "help", role: "status" });
    this.drop = el("button", { type: "button", class: "button small-button", onclick: () => this.put("", "") }, icon("close"), "Remove the pin");
    const middle = el("button", { type: "button", class: "button small-button", onclick: () => this.middle() }, icon("target"), "Pin in the middle of the map");
    const parts = map.styles.map(styled);
    this.element = el("div", { class: "field picker" },
      el("p", { class: "title", id: "pin-title" }, "Pin"),
      el("p", { class: "help" }, "Only where a source gives the exact place. Without a pin, the town, region or country is looked up. Click the map, drag the pin, move it with the arrow keys, or type its coordinates."),
      ...parts.map(([link]) => link), this.place, el("div", { class: "pair" }, this.latitude.element, this.longitude.element), el("div", { class: "buttons" }, middle, this.drop), this.said);
    this.tell();
    this.ready = Promise.all([import(map.script), ...parts.map(([, loaded]) => loaded)]).then(() => this.draw(map)).catch(() => this.place.remove());
  }

  draw({ basemap }) {
    if (this.ended) return;
    this.map = drawPicker(window.L, this.place, { basemap, theme: themeOf(window), picked: (at) => this.put(at.lat.toFixed(DIGITS), at.lng.toFixed(DIGITS)) });
    this.unwatch = watchTheme(window, (theme) => this.map.setTheme(theme));
    this.map.pin(this.pin());
    this.map.look(this.pin() ?? this.derived);
  }

  /** The pin as numbers; null without one, or while it is half typed. */
  pin() {
    const [lat, lng] = this.fields.map((field) => (field.input.value.trim() ? Number(field.input.value) : NaN));
    return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : null;
  }

  typed(column, text) {
    // Both at once, as maps and sources write them.
    const pair = column === "latitude" ? PAIR.exec(text) : null;
    if (pair) {
      this.put(String(Number(pair[1])), String(Number(pair[2])));
      this.map?.look(this.pin());
    } else this.moved();
  }

  middle() {
    const at = this.map?.middle();
    if (at) this.put(at.lat.toFixed(DIGITS), at.lng.toFixed(DIGITS));
  }

  put(latitude, longitude) {
    this.latitude.set(latitude);
    this.longitude.set(longitude);
    this.moved();
  }

  moved() {
    this.map?.pin(this.pin());
    this.tell();
    this.changed(this.latitude.input.value, this.longitude.input.value);
  }

  /** Show where the server would put the entry without a pin. */
  show(position) {
    this.derived = position && position.precision !== "exact" ? { lat: position.latitude, lng: position.longitude, precision: position.precision } : null;
    this.note = position?.note ?? "";
    const key = JSON.stringify(this.derived);
    if (key !== this.shown && !this.pin()) this.map?.look(this.derived);
    this.shown = key;
    this.tell();
  }

  look(at) {
    if (!this.pin()) this.map?.look(at);
  }

  tell() {
    const pin = this.pin();
    this.drop.hidden = !this.fields.some((field) => field.input.value.trim());
    this.map?.area(pin ? null : this.derived);
    const exact = pin ? "The pin is where the entry will stand." : this.derived ? `Without a pin it stands somewhere in the ${this.derived.precision}. ${this.note ?? ""}` : "No place yet: type a town or a country, or put a pin.";
    if (this.said.textContent !== exact.trim()) this.said.textContent = exact.trim();
  }

  /** The map was hidden while the page took its shape. */
  appeared() {
    this.map?.appeared(this.pin() ?? this.derived);
  }

  end() {
    this.ended = true;
    this.unwatch?.();
    this.map?.remove();
  }
}
