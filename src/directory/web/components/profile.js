// One initiative: what is known, where it stands, what it is linked to, and how we know.
import { writeChosen } from "../map/chosen.js";
import { actions } from "./actions.js";
import { component, el, icon, mark } from "./dom.js";
import { opened } from "./focus.js";
import { History } from "./history.js";
import { PlaceMap } from "./place_map.js";
import { Quick } from "./add/quick.js";

function unknown(text) {
  return el("span", { class: "unknown" }, text);
}

function link(each) {
  if (each.kind === "live") return el("a", { href: each.href, rel: "noopener noreferrer nofollow ugc", target: "_blank" }, each.text);
  const why = each.kind === "unsafe" ? " (not a link: this host is no longer safe)" : "";
  return el("span", { class: "unsafe" }, each.text, why);
}

function evidence({ evidence: source, name }) {
  if (source?.kind !== "live") return null;
  return el("a", { class: "evidence", href: source.href, rel: "noopener noreferrer nofollow", target: "_blank", title: source.text, "aria-label": `Source of the link to ${name}` }, "source");
}

export class Profile {
  constructor(parent) {
    this.parent = parent;
    this.body = el("article");
    parent.append(this.body);
  }

  draw(data) {
    const changed = this.id !== data.id;
    this.id = data.id;
    this.keepMap(data.map);
    if (data.found) writeChosen({ id: data.id, latitude: data.map?.latitude ?? null, longitude: data.map?.longitude ?? null });
    this.title = el("h1", { tabindex: -1 }, data.found ? data.name : "No such initiative");
    const back = el("button", { type: "button", class: "back", onclick: () => this.send("change", { set: { id: [] } }) }, icon("chevron"), "Back to the result");
    this.body.replaceChildren(back, ...(data.found ? this.found(data) : this.missing(data)));
    if (changed) {
      opened(data.id);
      this.title.focus({ preventScroll: true });
      this.title.style.outline = "none";
    }
  }

  /** Keep the map as it is while the place stays; make another, or none. */
  keepMap(data) {
    if (data && this.map?.key === JSON.stringify(data)) return;
    this.map?.end();
    this.map = data ? new PlaceMap(data) : null;
  }

  end() {
    this.map?.end();
    this.history?.end();
  }

  missing(data) {
    return [el("header", {}, this.title, el("p", { class: "organisation" }, "Nothing is recorded under ", el("code", {}, data.id), ".")),
      el("p", {}, "The address may be mistyped, or the entry was never carried over from an older system. Go back and search for its name, or for its city. If it is missing, ", el("a", { href: "./add" }, "add it"), ".")];
  }

  found(data) {
    const sector = data.sector ? el("li", {}, mark(data.sector), data.sector.label) : null;
    const header = el("header", {}, this.title,
      el("p", { class: "organisation" }, data.organisation || unknown("Organisation not stated")),
      el("ul", { class: "tags" }, sector, el("li", {}, data.programme), el("li", {}, data.status_words)));
    const story = el("p", { class: "story" }, data.summary || unknown("No summary yet."));
    return [header, el("div", { class: "columns" }, el("div", {}, story, ...this.links(data), ...this.siblings(data), ...this.sources(data), ...this.actions(data), ...this.past(data), ...this.cite(data)), this.facts(data))];
  }

  facts(data) {
    const fact = (title, ...value) => el("div", {}, el("dt", {}, title), el("dd", {}, ...value));
    const roles = data.roles.length
      ? el("ul", { class: "plain roles" }, data.roles.map((role) => el("li", {}, icon(role.value), role.description)))
      : unknown("not stated");
    const place = data.place ? [data.place, el("br"), el("span", { class: "small" }, data.place_words)] : [unknown("no place: online, worldwide or unknown")];
    return el("aside", { "aria-label": "Facts" }, this.map?.element, el("dl", {},
      fact("Place", ...place),
      fact("Years", data.years || unknown("not stated")),
      fact("Status", data.status_words),
      fact("What it does with badges", roles),
      data.reach ? fact("People reached", data.reach) : null,
      fact("Website", ...this.website(data)),
      data.issuer ? fact("Issuer profile", link(data.issuer)) : null,
      data.partners.length ? fact("Partners", data.partners.join("; ")) : null,
      fact("Last updated", data.updated || unknown("not stated")),
      fact("Last checked", data.checked || unknown("nobody has checked it yet"))));
  }

  website({ website, archived }) {
    if (!website) return [unknown("not stated")];
    const copy = archived.href ? el("span", { class: "small" }, el("br"), el("a", { href: archived.href, rel: "noopener noreferrer nofollow", target: "_blank" }, archived.text)) : null;
    return [link(website), copy];
  }

  links(data) {
    if (!data.links.length) return [el("h2", {}, "Linked initiatives"), el("p", {}, unknown("No link to another initiative is recorded."))];
    const groups = group(data.links);
    return [el("h2", {}, "Linked initiatives"), ...[...groups].flatMap(([label, links]) => [el("h3", {}, label), el("ul", { class: "plain" }, links.map((each) => this.other(each)))])];
  }

  siblings(data) {
    return data.siblings.flatMap(({ title, entries, more }) => [el("h2", {}, title), el("ul", { class: "plain" }, entries.map((each) => this.other(each)), more ? el("li", { class: "linked" }, el("a", { href: `./?${more}` }, "More on Explore")) : null)]);
  }

  other(each) {
    const open = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.send("change", { set: { id: [each.id] } });
    };
    return el("li", { class: "linked" }, el("a", { href: `?id=${encodeURIComponent(each.id)}`, onclick: open }, each.name), each.note ? el("span", { class: "small" }, ` ${each.note}`) : null, evidence(each));
  }

  /** Each source with what it supports. */
  sources(data) {
    const supports = ({ record, links }) => el("span", { class: "small" }, " for ", [record ? "this record" : "", links ? `the link to ${links}` : ""].filter(Boolean).join(", and "));
    return [el("h2", {}, "How we know"), data.sources.length ? el("ul", { class: "plain" }, data.sources.map((each) => el("li", {}, link(each), supports(each)))) : el("p", {}, unknown("No source is named."))];
  }

  /** What can be done about it; the dialog stands apart and is kept while the entry stays: it may be half filled in. */
  actions(data) {
    if (this.quick?.data.id !== data.id) {
      this.quick?.element.close();
      this.quick?.element.remove();
      this.quick = new Quick(data);
      this.parent.append(this.quick.element);
    } else this.quick.data = data;
    return [actions(data, this.quick)];
  }

  /** Its history, kept while the entry stays: it may be half read. What changed meanwhile is asked for again. */
  past(data) {
    if (this.history?.id === data.id) this.history.renew();
    else {
      this.history?.end();
      this.history = new History(data);
    }
    return [this.history.element];
  }

  cite(data) {
    const said = el("span", { role: "status", class: "small" });
    const address = new URL(data.address, location.href).href;
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(address);
        said.textContent = "Link copied.";
      } catch {
        said.textContent = "Copy the address above.";
      }
    };
    return [el("h2", {}, "Cite or reuse"), el("blockquote", {}, data.citation, " ", address),
      el("div", { class: "actions" }, el("button", { type: "button", class: "button", onclick: copy }, "Copy link"), el("a", { class: "button", href: data.json }, "JSON"), el("a", { class: "button", href: `${data.json}.jsonld` }, "JSON-LD"), el("button", { type: "button", class: "button", onclick: () => print() }, "Print"), said)];
  }
}

function group(links) {
  const groups = new Map();
  for (const each of links) groups.set(each.label, [...(groups.get(each.label) ?? []), each]);
  return groups;
}

export default component((parent) => new Profile(parent));
