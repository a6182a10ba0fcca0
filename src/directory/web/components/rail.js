// The filter rail: real checkboxes in fieldsets with live counts; on narrow screens a drawer.
// It keeps what the visitor has just clicked until the answer to that click has arrived.
import { isAway } from "./connection.js";
import { component, el, icon, mark, number, svg } from "./dom.js";
import { Where } from "./where.js";

const NARROW = matchMedia("(max-width: 60rem)");
const COLLAPSED = "linked-initiatives.collapsed";
const STARTS_COLLAPSED = ["region", "place_kind", "precision", "has"];

function remembered() {
  try {
    return new Set(JSON.parse(localStorage.getItem(COLLAPSED)) ?? STARTS_COLLAPSED);
  } catch {
    return new Set(STARTS_COLLAPSED);
  }
}

function remember(collapsed) {
  try {
    localStorage.setItem(COLLAPSED, JSON.stringify([...collapsed]));
  } catch {
    // Private windows may refuse; the rail then starts as it is made.
  }
}

class Rail {
  constructor(parent) {
    this.parent = parent;
    this.sent = 0;
    this.pending = {};
    this.collapsed = remembered();
    this.facets = new Map();
    this.q = el("input", { type: "search", name: "q", placeholder: "Search names, places, texts", "aria-label": "Search", autocomplete: "off", maxlength: 200, onchange: () => this.change({ q: this.q.value.trim() ? [this.q.value] : [] }) });
    this.where = new Where({ change: (set) => this.change(set), show: () => this.channel.postMessage({ type: "show", page: performance.timeOrigin }) });
    this.channel = new BroadcastChannel("linked-initiatives");
    this.lists = el("div");
    this.show = el("button", { type: "button", class: "button", onclick: () => this.dialog.close() });
    this.shut = el("button", { type: "button", class: "square", "aria-label": "Close filters", onclick: () => this.dialog.close() }, icon("close"));
    this.form = el("form", { class: "form", "aria-label": "Filters", onsubmit: (event) => event.preventDefault() },
      el("div", { class: "drawer-head" }, "Filters", this.shut),
      el("label", { class: "search" }, icon("search"), this.q),
      this.where.element,
      this.lists,
      el("div", { class: "drawer-foot" }, this.show));
    this.years = this.makeYears();
    this.opener = el("button", { type: "button", class: "button open", "aria-haspopup": "dialog", onclick: () => this.openDrawer() });
    this.dialog = el("dialog", { "aria-label": "Filters", onclick: (event) => event.target === this.dialog && this.dialog.close() });
    this.place = el("div");
    parent.append(this.opener, this.place, this.dialog);
    this.arrange = () => {
      if (!NARROW.matches && this.dialog.open) this.dialog.close();
      (NARROW.matches ? this.dialog : this.place).append(this.form);
      this.opener.hidden = !NARROW.matches;
    };
    NARROW.addEventListener("change", this.arrange);
    this.arrange();
  }

  end() {
    NARROW.removeEventListener("change", this.arrange);
    this.channel.close();
  }

  openDrawer() {
    this.dialog.showModal();
    // The browser would give the focus to the form, because it scrolls.
    this.shut.focus();
  }

  change(set) {
    this.sent += 1;
    this.pending = { ...this.pending, ...set };
    // Map and list keep what they show while they could not get anything else.
    if (!isAway()) this.channel.postMessage({ type: "query", query: this.queryWith(this.pending), set: this.pending, sent: this.sent, page: performance.timeOrigin });
    // All that has no answer yet: the server starts from the address, which still is as before the first of them.
    this.send("change", { set: this.pending, sent: this.sent });
  }

  /** The query that a change will make, so that map and list can ask for it before the page is drawn again. */
  queryWith(set) {
    const now = new URLSearchParams(this.data.query);
    const pairs = this.data.keys.flatMap((key) => (set[key] ?? now.getAll(key)).map((value) => [key, value]));
    return String(new URLSearchParams(pairs));
  }

  draw(data) {
    this.data = data;
    const settled = !data.sent || data.sent >= this.sent;
    if (settled) this.pending = {};
    if (settled && this.parent.activeElement !== this.q) this.q.value = data.q;
    this.where.draw(data.api, data.near);
    this.opener.replaceChildren(icon("filters"), data.active ? `Filters (${data.active})` : "Filters");
    this.show.textContent = data.total === 1 ? "Show 1 initiative" : `Show ${number(data.total)} initiatives`;
    for (const facet of data.facets) {
      if (!this.facets.has(facet.key)) {
        const made = new FacetList(this, facet);
        this.facets.set(facet.key, made);
        this.lists.append(made.element);
        if (facet.key === "status") this.lists.append(this.years.element);
      }
      this.facets.get(facet.key).draw(facet, settled);
    }
    this.years.draw(data.years, settled);
  }

  toggle(key, body, button) {
    body.hidden = !body.hidden;
    button.setAttribute("aria-expanded", String(!body.hidden));
    if (body.hidden) this.collapsed.add(key);
    else this.collapsed.delete(key);
    remember(this.collapsed);
  }

  section(key, title, body) {
    const active = el("span", { class: "active", hidden: true });
    const open = !this.collapsed.has(key);
    body.hidden = !open;
    const head = el("button", { type: "button", class: "head", "aria-expanded": String(open), onclick: () => this.toggle(key, body, head) }, title, active, icon("chevron"));
    return { element: el("fieldset", {}, el("legend", {}, head), body), active };
  }

  makeYears() {
    const bars = svg("svg", { class: "histogram", preserveAspectRatio: "none", "aria-hidden": "true" });
    const input = (name, label) => el("input", { type: "text", inputmode: "numeric", maxlength: 4, size: 4, "aria-label": label, placeholder: name, onchange: () => apply() });
    const from = input("from", "From year");
    const to = input("to", "To year");
    const problem = el("p", { class: "problem", role: "alert", hidden: true });
    const apply = () => {
      const wrong = [from, to].find((field) => field.value.trim() && !/^(199\d|20\d\d)$/.test(field.value.trim()));
      const backwards = !wrong && from.value && to.value && Number(to.value) < Number(from.value);
      problem.hidden = !wrong && !backwards;
      for (const field of [from, to]) field.setAttribute("aria-invalid", String(field === wrong || Boolean(backwards && field === to)));
      problem.textContent = wrong ? "Write a year with four digits, like 2014." : "The last year must not be before the first.";
      if (!problem.hidden) problem.scrollIntoView({ block: "nearest" });
      if (problem.hidden) this.change({ from: from.value.trim() ? [from.value.trim()] : [], to: to.value.trim() ? [to.value.trim()] : [] });
    };
    const body = el("div", { class: "body" }, bars, el("div", { class: "years" }, from, "to", to), problem);
    const { element, active } = this.section("years", "Years", body);
    const draw = (years, settled) => {
      if (settled) {
        if (this.parent.activeElement !== from) from.value = years.from ?? "";
        if (this.parent.activeElement !== to) to.value = years.to ?? "";
      }
      active.hidden = !years.from && !years.to;
      active.textContent = "1";
      const most = Math.max(1, ...years.counts.map(([, count]) => count));
      bars.setAttribute("viewBox", `0 0 ${Math.max(1, years.counts.length)} 100`);
      bars.replaceChildren(...years.counts.map(([year, count], place) => {
        const height = (count / most) * 100;
        const inside = (!years.from || year >= years.from) && (!years.to || year <= years.to);
        return svg("rect", { x: place + 0.08, width: 0.84, y: 100 - height, height, class: inside ? "in" : "" }, svg("title", {}, `${year}: ${count}`));
      }));
    };
    return { element, draw };
  }
}

class FacetList {
  constructor(rail, facet) {
    this.rail = rail;
    this.key = facet.key;
    this.rows = new Map();
    this.all = null;
    this.within = el("input", { type: "search", class: "within", placeholder: `Find a ${facet.title.toLowerCase()}`, "aria-label": `Find a ${facet.title.toLowerCase()}`, hidden: true, oninput: () => this.list() });
    this.ul = el("ul");
    this.more = el("button", { type: "button", class: "more", hidden: true, onclick: () => this.showAll() });
    this.problem = el("p", { class: "problem", role: "alert", hidden: true });
    const head = this.key === "role" ? this.anyAll() : null;
    const { element, active } = rail.section(facet.key, facet.title, el("div", { class: "body" }, head, this.within, this.ul, this.more, this.problem));
    this.element = element;
    this.active = active;
  }

  anyAll() {
    const radio = (value, label) => {
      const input = el("input", { type: "radio", name: "role_all", value, onchange: () => this.rail.change({ role_all: value === "1" ? ["1"] : [] }) });
      return [input, el("label", {}, input, label)];
    };
    const [any, anyLabel] = radio("0", "any of them");
    const [all, allLabel] = radio("1", "all of them");
    this.modes = { any, all };
    return el("div", { class: "any-all", role: "radiogroup", "aria-label": "Roles to match" }, anyLabel, allLabel);
  }

  draw(facet, settled) {
    this.facet = facet;
    if (this.all && this.all.query !== this.rail.data.query) {
      if (this.within.hidden) this.all = null;
      else this.load();
    }
    const chosen = facet.values.filter((value) => value.chosen).length;
    this.active.hidden = !chosen;
    this.active.textContent = String(chosen);
    if (this.modes && settled) this.modes[this.rail.data.role_all ? "all" : "any"].checked = true;
    this.list(settled);
  }

  list(settled = false) {
    const sought = this.within.hidden ? "" : this.within.value.trim().toLowerCase();
    const chosen = new Set(this.facet.values.filter((value) => value.chosen).map((value) => value.value));
    const values = (this.all?.values ?? this.facet.values).filter((value) => !sought || value.label.toLowerCase().includes(sought));
    const most = Math.max(1, ...values.map((value) => value.count));
    const shown = values.map((value) => {
      let row = this.rows.get(value.value);
      if (!row) {
        row = this.row(value);
        this.rows.set(value.value, row);
      }
      row.update(value, most, chosen.has(value.value), settled);
      return row.element;
    });
    // Moving a node takes its focus away: only touch the list where it differs.
    const gone = [...this.ul.children].filter((child) => !shown.includes(child));
    for (const child of gone) child.remove();
    shown.forEach((element, place) => this.ul.children[place] !== element && this.ul.insertBefore(element, this.ul.children[place] ?? null));
    this.ul.classList.toggle("long", !this.within.hidden);
    this.more.hidden = this.within.hidden && !this.facet.more;
    this.more.textContent = this.within.hidden ? `Show all ${number(this.facet.values.length + this.facet.more)}` : "Show fewer";
  }

  row(value) {
    const input = el("input", { type: "checkbox", onchange: () => this.choose(value.value, input.checked) });
    const label = el("span", { class: "label" }, value.label);
    const count = el("span", { class: "number" });
    const bar = el("span", { class: "bar", "aria-hidden": "true" });
    const shape = value.shape ? mark(value) : null;
    const element = el("li", { class: shape ? "" : "plain" }, el("label", { title: value.label }, input, shape, label, count, bar));
    const update = (now, most, chosen, settled) => {
      if (settled) input.checked = chosen;
      count.textContent = number(now.count);
      bar.style.transform = `scaleX(${now.count / most})`;
      element.classList.toggle("empty", !now.count);
    };
    input.checked = Boolean(value.chosen);
    return { element, update, input };
  }

  choose(value, on) {
    const chosen = new Set(this.facet.values.filter((each) => each.chosen).map((each) => each.value));
    for (const [each, row] of this.rows) {
      if (!row.element.isConnected) continue;
      if (row.input.checked) chosen.add(each);
      else chosen.delete(each);
    }
    if (on) chosen.add(value);
    else chosen.delete(value);
    this.rail.change({ [this.key]: [...chosen] });
  }

  async showAll() {
    if (!this.within.hidden) {
      this.all = null;
      this.within.hidden = true;
      this.within.value = "";
      this.list();
      return;
    }
    this.within.hidden = false;
    this.list();
    await this.load();
    this.within.focus();
  }

  async load() {
    const { query, api } = this.rail.data;
    try {
      const answer = await fetch(`${api}/facets?${query}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const body = await answer.json();
      if (query !== this.rail.data.query) {
        if (!this.within.hidden) await this.load();
        return;
      }
      this.all = { query, values: body.facets[this.key].filter((value) => value.count || this.rows.get(value.value)?.input.checked) };
      this.problem.hidden = true;
      this.list();
    } catch {
      this.problem.textContent = "The list could not be loaded. Your filters are kept; try again.";
      this.problem.hidden = false;
      this.within.hidden = true;
      this.list();
    }
  }
}

export default component((parent) => new Rail(parent));
