// Entries that may be the same as what is being typed, with the reasons.
import { el } from "../dom.js";

export class Doubles {
  /** `instead(double)` goes over to a correction of that entry. */
  constructor({ instead }) {
    this.instead = instead;
    this.spoken = el("p", { class: "hidden-visually", role: "status" });
    this.panel = el("section", { class: "doubles", "aria-label": "Perhaps here already", hidden: true });
    this.element = el("div", {}, this.spoken, this.panel);
  }

  draw(doubles) {
    const key = JSON.stringify(doubles);
    if (key === this.key) return;
    this.key = key;
    const count = doubles.length;
    this.panel.hidden = !count;
    this.spoken.textContent = count ? `${count === 1 ? "One entry looks" : `${count} entries look`} like this one. They are listed on this page.` : "";
    this.panel.replaceChildren(
      el("h3", {}, count === 1 ? "Is it this one?" : "Is it one of these?"),
      el("p", { class: "help" }, "If it is in the directory already, a change to that entry helps more than a second one. If it is another, go on."),
      el("ul", {}, doubles.map((double) => this.row(double))));
  }

  row(double) {
    const about = [double.organisation, double.place].flat().filter(Boolean).join(" · ");
    return el("li", {},
      el("div", {}, el("a", { href: `./?id=${encodeURIComponent(double.id)}`, target: "_blank" }, double.name), about ? el("span", { class: "help" }, about) : null,
        el("span", { class: "reasons" }, double.reasons.map((reason) => el("span", {}, reason)))),
      el("button", { type: "button", class: "button small-button", "aria-label": `Suggest a change to ${double.name} instead`, onclick: () => this.instead(double) }, "Suggest a change to this one instead"));
  }
}
