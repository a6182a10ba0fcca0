// A start for strangers: what this is, and three ways in. One click puts it away for good.
import { component, el, icon } from "./dom.js";
import { toContent } from "./focus.js";

const DISMISSED = "linked-initiatives.intro-dismissed";

function dismissed() {
  try {
    return localStorage.getItem(DISMISSED) === "1";
  } catch {
    return false;
  }
}

/** The visitor's country as the browser's languages say it; "" when they name none. */
function homeCountry() {
  for (const language of navigator.languages ?? []) {
    try {
      const { region } = new Intl.Locale(language);
      if (region?.length === 2) return region;
    } catch {
      // A malformed language says nothing.
    }
  }
  return "";
}

export class Intro {
  constructor(parent) {
    this.parent = parent;
    this.country = homeCountry();
  }

  draw({ countries }) {
    if (this.section || dismissed()) return;
    const known = countries[this.country];
    const issuers = known
      ? { title: `Who issues badges: ${known}`, note: "Your country, as your browser tells it", set: { role: ["issue"], country: [this.country] } }
      : { title: "Who issues badges, country by country", note: "As a table, sorted by place", set: { role: ["issue"], view: ["table"], sort: ["place"] } };
    const views = [
      { title: "Cities of Learning, and what became of them", note: "Chicago 2013 and those that followed", set: { programme: ["Cities of Learning"], sector: ["City-wide"] } },
      issuers,
      { title: "The case studies of 2014", note: "Reconnect Learning's summit and pledges", set: { programme: ["Reconnect Learning"] } },
    ];
    const view = ({ title, note, set }) => el("li", {}, el("button", { type: "button", class: "view", onclick: () => this.go(set) }, title, el("span", {}, note)));
    this.section = el("section", { "aria-label": "Welcome" },
      el("div", {}, el("h1", {}, "Who works with Open Badges, where, and since when"),
        el("p", {}, "An Open Badge is a digital credential that anyone can issue, earn, carry and check. This directory records the schools, cities, museums, employers and movements that have worked with them since 2011. Every entry names its sources.")),
      el("ul", {}, views.map(view)),
      el("button", { type: "button", class: "close", "aria-label": "Put this introduction away", title: "Put away", onclick: () => this.dismiss() }, icon("close")));
    this.parent.append(this.section);
  }

  go(set) {
    toContent();
    this.send("change", { set });
  }

  dismiss() {
    try {
      localStorage.setItem(DISMISSED, "1");
    } catch {
      // Without storage it stays away until the page is loaded again.
    }
    this.section.hidden = true;
    toContent();
  }
}

export default component((parent) => new Intro(parent));
