// The proposal as its profile will look, drawn by the profile's own code, and for a correction what it changes.
import { el } from "../dom.js";
import { Profile } from "../profile.js";

const ACCEPTED = "once a curator has accepted it";

/** The years of a link in words; empty without any. */
export function yearsWords(since, until) {
  if (!since) return until ? `until ${until}` : "";
  return until ? `${since}-${until}` : `since ${since}`;
}

/** What `ui/profile.py` gathers of an entry, from the item that the check answers with. */
function profileOf(item, { words, profile, map, position, archived, links }) {
  const term = (key, value) => words[key].find((each) => each.value === value);
  const sector = term("sector", item.sector);
  const sign = sector ? { colour: sector.colour, shape: sector.shape } : profile.unstated;
  const said = profile.status_words[item.status];
  const started = item.year_started ? `, started ${item.year_started}` : "";
  const meaning = item.place_kind ? term("place_kind", item.place_kind).description : "";
  const exactness = position ? term("precision", position.precision).description : "";
  const precise = exactness.charAt(0).toLowerCase() + exactness.slice(1);
  return {
    found: true,
    name: item.name,
    organisation: item.organisation.join("; "),
    sector: sector ?? null,
    programme: term("programme", item.programme).label,
    status_words: said + (item.years && item.status !== "unknown" ? `, ${item.years}` : started),
    summary: item.summary,
    roles: item.roles.map((role) => term("role", role)),
    place: [item.address, item.place].filter(Boolean).join(", "),
    place_words: [meaning, position?.note ?? ""].filter(Boolean).map((part) => part.replace(/\.+$/, "")).join(". "),
    map: position ? { ...map, ...position, sector: sign, name: item.place ? `${item.place}, ${precise}` : exactness, caption: exactness } : null,
    years: item.years,
    reach: item.reach === null ? "" : item.reach.toLocaleString("en"),
    website: item.website_link,
    archived: archived?.kind === "live" ? { href: archived.href, text: "Archived copy" } : {},
    issuer: item.issuer_url ? { kind: "text", text: item.issuer_url } : null,
    partners: item.partners,
    updated: ACCEPTED,
    checked: ACCEPTED,
    links,
    sources: item.source_links.map((source) => ({ ...source, record: true, links: "" })),
  };
}

/** A profile that stands within the form: it leads nowhere, and has nothing to act on. */
class Shown extends Profile {
  show(data) {
    this.keepMap(data.map);
    this.title = el("h1", {}, data.name);
    this.body.replaceChildren(...this.found(data));
  }

  other({ name, note }) {
    return el("li", {}, name, note ? el("span", { class: "small" }, ` ${note}`) : null);
  }

  siblings() {
    return [];
  }

  cite() {
    return [];
  }

  actions() {
    return [];
  }

  past() {
    return [];
  }
}

export class Preview {
  constructor({ styles }) {
    this.element = el("div", { class: "preview", role: "group", "aria-label": "Preview of the profile" });
    const root = this.element.attachShadow({ mode: "open" });
    root.append(...styles.map((href) => el("link", { rel: "stylesheet", href })));
    this.profile = new Shown(root);
  }

  /** Draw an item; nothing when the proposal is not yet one. */
  draw(item, about) {
    this.element.hidden = !item;
    if (item) this.profile.show(profileOf(item, about));
  }

  end() {
    this.profile.end();
  }
}

/** What a correction changes, before and after, column by column. */
export function differenceTable(difference) {
  const cell = (text, label) => el("td", { "data-label": label }, text ? text : el("span", { class: "blank" }, "not stated"));
  return el("table", { class: "difference" }, el("caption", { class: "hidden-visually" }, "What your proposal changes"),
    el("thead", {}, el("tr", {}, ["Field", "Now", "Proposed"].map((title) => el("th", { scope: "col" }, title)))),
    el("tbody", {}, difference.map(({ label, before, after }) => el("tr", {}, el("th", { scope: "row" }, label), cell(before, "Now"), cell(after, "Proposed")))));
}
