// One submission: what is proposed beside what the directory says, what speaks for and against it, and the decision.
import { ask } from "../asking.js";
import { Actions } from "./actions.js";
import { draftOf, dropDraft, keepDraft } from "./drafts.js";
import { entryLines, outward, profileOf } from "./entries.js";
import { Editor, comparison } from "./fields.js";
import { OPEN, STATES } from "./words.js";
import { el, icon } from "../dom.js";
import { PlaceMap } from "../place_map.js";

const DESCRIBING = new Set(["new", "correction"]); // the kinds that state a record

function picked(row, columns) {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? ""]));
}

function section(title, ...content) {
  return el("section", {}, el("h3", {}, title), ...content);
}

function changes(list) {
  return el("ul", { class: "plain" }, list.map(({ label, before, after }) => el("li", {}, `${label}: `, el("del", {}, before || "not stated"), " → ", el("ins", {}, after || "not stated"))));
}

export class Submission {
  constructor({ words, back, decided, gone, failed }) {
    Object.assign(this, { words, back, decided, gone, failed });
    this.body = el("div", { class: "scroll" });
    this.actions = new Actions({ words, send: (...sent) => this.send(...sent), edit: () => this.edit(), check: () => this.check(), draft: () => draftOf(this.number), keep: (values) => keepDraft(this.number, values) });
    this.element = el("section", { class: "submission", "aria-label": "Submission", hidden: true }, this.body, this.actions.element);
  }

  end() {
    this.map?.end();
    this.abort?.abort();
  }

  /** Show a submission; the focus goes to its title when it is asked for. */
  async open(number, { focus = true } = {}) {
    this.abort?.abort();
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.number = number;
    this.conflict = null;
    this.rest();
    try {
      const told = await ask(`${this.words.api}/desk/submissions/${number}`, { signal });
      this.element.hidden = false;
      this.draw(told);
      this.body.scrollTop = 0;
      if (focus) this.title.focus({ preventScroll: true });
    } catch (problem) {
      if (problem.name !== "AbortError") this.gone(problem);
    }
  }

  close() {
    this.abort?.abort();
    this.number = null;
    this.rest();
    this.element.hidden = true;
  }

  /** Until the next submission is drawn nothing can be done: what is still in sight is another one. */
  rest() {
    this.told = null;
    this.actions.rest();
  }

  draw(told) {
    this.told = told;
    this.draft = draftOf(this.number);
    const { proposal } = told;
    const proposed = DESCRIBING.has(told.kind) ? { ...told.merged, ...picked(proposal.initiative, told.conflicts) } : null;
    this.start = proposed ? told.merged : told.current;
    this.title = el("h2", { tabindex: -1 }, told.title);
    this.alert = el("div", { role: "alert" });
    this.keepMap(told, this.start);
    this.editing = Boolean(this.draft.row) && OPEN.has(told.state);
    this.body.replaceChildren(...[
      el("button", { type: "button", class: "back", onclick: this.back }, icon("chevron"), "Queue"),
      el("header", {}, this.title, el("p", { class: "facts" }, `${this.words.kinds[told.kind]} number ${told.number}, ${STATES[told.state].toLowerCase()}. ${told.has_contact ? "Whoever sent it wants to be told." : "Whoever sent it left no address."}`),
        proposal.target ? el("p", { class: "facts" }, el("a", { href: profileOf(proposal.target), target: "_blank" }, "See the entry as it is")) : null),
      this.alert, ...this.talk(told), ...this.meanwhile(told), this.fields = el("div"),
      ...this.links(told), ...this.doubles(told), ...this.evidence(told), ...this.past(told),
    ].filter(Boolean));
    this.drawFields(told, proposed);
    if (this.conflict) this.showConflict();
    this.actions.draw({ submission: told, editing: this.editing, isOpen: OPEN.has(told.state) });
  }

  talk(told) {
    const said = (title, text) => (text ? section(title, el("blockquote", {}, text)) : null);
    return [said({ report: "What is reported", removal: "Why it should go" }[told.kind] ?? "How they know", told.message), said("Asked", told.question), said("Their answer", told.answer)];
  }

  meanwhile({ changed_meanwhile: list }) {
    return list.length ? [el("div", { class: "note" }, el("p", {}, "The entry changed after this was sent. Accepting keeps these changes, too:"), changes(list))] : [];
  }

  drawFields(told, proposed) {
    const { fields } = this.words;
    this.editor = null;
    if (this.editing) {
      this.editor = new Editor(fields, { current: told.current, start: this.start, proposed, edits: this.draft.row, changed: (row) => keepDraft(told.number, { row }) });
      const stop = el("button", { type: "button", class: "button", onclick: () => this.discard() }, "Discard my edits");
      this.fields.replaceChildren(section("Edit before accepting", this.editor.element, stop));
      return;
    }
    const title = proposed ? (told.current ? "What is proposed" : "The new entry") : "The entry as it is";
    const homeless = told.issues.filter((issue) => !fields.some(({ column }) => issue.key.split(".").at(-1) === column));
    this.fields.replaceChildren(section(title, homeless.map((issue) => el("p", { class: "issue" }, issue.hint)), comparison(fields, { current: told.current, proposed, issues: told.issues, conflicts: told.conflicts })));
  }

  /** Turn the fields into inputs, or back; what was typed stays until it is discarded or sent. */
  edit() {
    if (!this.told || this.editing) return;
    keepDraft(this.number, { row: {} });
    this.draw(this.told);
    this.fields.querySelector("input, textarea, select")?.focus();
  }

  discard() {
    if (!this.told) return;
    dropDraft(this.number);
    this.draw(this.told);
    this.title.focus({ preventScroll: true });
  }

  links({ links, number }) {
    if (!links.length) return [];
    this.dropped = new Set(this.draft.dropped ?? []);
    const line = (each, place) => {
      const relation = this.words.relations[each.relation] ?? each.relation;
      const box = el("input", { type: "checkbox", checked: !this.dropped.has(place), onchange: () => {
        this.dropped[box.checked ? "delete" : "add"](place);
        keepDraft(number, { dropped: [...this.dropped] });
      } });
      const years = [each.since, each.until].filter(Boolean).join("-");
      const way = each.direction === "in" ? `${relation} (from there to here)` : relation;
      return el("li", {}, el("label", { class: "check" }, box, way), " ", el("a", { href: profileOf(each.other_id), target: "_blank" }, each.name || each.other_id), el("span", { class: "small" }, [years, each.evidence].filter(Boolean).join(", ")));
    };
    return [section("Links to other entries", el("p", { class: "small" }, "Untick a link to accept without it."), el("ul", { class: "plain links" }, links.map(line)))];
  }

  doubles({ doubles }) {
    if (!doubles.length) return [];
    return [section("Likely doubles", el("ul", { class: "entries" }, doubles.map((double) => el("li", {}, el("div", {}, entryLines(double), el("span", { class: "small" }, double.reasons.join("; ")))))))];
  }

  evidence(told) {
    const place = section("Place", this.map?.element, el("p", {}, told.place_words || el("span", { class: "none" }, "No place on the map")));
    const sources = told.sources.length ? el("ul", { class: "plain" }, told.sources.map((source) => el("li", {}, outward(source)))) : el("p", { class: "none" }, "No source is named.");
    return [el("div", { class: "beside" }, place, el("div", {}, section("Website", el("p", {}, outward(told.website))), section("Sources", sources)))];
  }

  past({ history }) {
    return history.length ? [section("What happened so far", el("ol", { class: "plain" }, history.map(({ at, words }) => el("li", {}, el("time", { datetime: at, class: "small number" }, `${at.slice(0, 10)} ${at.slice(11, 16)}`), " ", words))))] : [];
  }

  keepMap({ position, place_words: words }, row) {
    const { map } = this.words;
    const exactness = position && map.precision[position.precision];
    const data = position && { ...map, ...position, sector: map.sectors[row?.sector] ?? map.unstated, caption: exactness, name: [words, exactness].filter(Boolean).join(", ") };
    if (data && this.map?.key === JSON.stringify(data)) return;
    this.map?.end();
    this.map = data ? new PlaceMap(data) : null;
  }

  /** Send a decision; what cannot be done is said, and nothing that was typed goes. */
  async send(verb, values = {}) {
    if (!this.told || this.sending === this.number) return;
    const { number, title: { textContent: title } } = this;
    this.sending = number;
    this.alert.replaceChildren();
    try {
      const body = { version: this.told.version, ...(verb === "accept" ? this.accepted() : {}), ...values };
      const told = await ask(`${this.words.api}/desk/submissions/${number}/${verb}`, { body });
      dropDraft(number);
      if (this.number === number) this.rest();
      this.decided({ verb, number, title, told });
    } catch (problem) {
      if (this.told?.number === number) await this.refuse(problem, verb);
      else this.failed(problem);
    } finally {
      if (this.sending === number) this.sending = null;
    }
  }

  /** Note that the entry as it is was checked today; the submission stays open. */
  async check() {
    if (!this.told) return;
    const { number, proposal: { target } } = this.told;
    const title = this.title.textContent;
    try {
      const told = await ask(`${this.words.api}/desk/entries/${encodeURIComponent(target)}/check`, { body: {} });
      this.decided({ verb: "check", title, check: { id: target, position: told.check } });
    } catch (problem) {
      if (this.told?.number === number) await this.refuse(problem, "check");
      else this.failed(problem);
    }
  }

  accepted() {
    const sent = { ...(this.editor ? { row: this.editor.edits } : {}), ...(this.told.current ? { current_revision: this.told.current_revision } : {}) };
    if (this.dropped?.size) sent.links = this.told.proposal.links.filter((_, place) => !this.dropped.has(place));
    return sent;
  }

  async refuse(problem, verb) {
    if (problem.status === 409) {
      this.conflict = problem.body.changed ?? [];
      await this.again();
      return;
    }
    if (problem.status === 400 && problem.issues.length && verb !== "accept") {
      this.actions.say(problem.issues.map((issue) => issue.hint).join(" "));
      return;
    }
    if (problem.status === 400 && problem.issues.length) {
      if (!this.editor && this.start) this.edit();
      const homeless = this.editor ? this.editor.blame(problem.issues) : problem.issues;
      const words = homeless.length ? homeless.map((issue) => issue.hint) : ["Some fields must be mended first; each says how."];
      this.alert.replaceChildren(el("div", { class: "note bad" }, words.map((text) => el("p", {}, text))));
      return;
    }
    this.alert.replaceChildren(el("div", { class: "note bad" }, el("p", {}, problem.message)));
  }

  /** Read the submission anew after somebody else changed it; what is typed stays, in its place. */
  async again() {
    const open = this.actions.form;
    const { told: former, number } = this;
    try {
      const told = await ask(`${this.words.api}/desk/submissions/${number}`);
      if (this.told !== former) return; // another one was opened meanwhile
      this.draw(told);
    } catch (problem) {
      if (this.told !== former) return;
      this.alert.replaceChildren(el("div", { class: "note bad" }, el("p", {}, problem.message)));
    }
    if (open && OPEN.has(this.told.state)) this.actions.open(open);
    this.alert.tabIndex = -1;
    this.alert.focus();
    this.alert.scrollIntoView({ block: "nearest" });
  }

  showConflict() {
    const { state } = this.told;
    const lines = Array.isArray(this.conflict) ? this.conflict : [this.conflict];
    const listed = lines.filter((line) => line?.label);
    const outcome = OPEN.has(state) ? "It can still be decided: look at it again, then repeat what you did." : `It is ${STATES[state].toLowerCase()} now.`;
    const typed = OPEN.has(state) && (this.draft.row || this.draft.decline || this.draft.question) ? " What you typed is kept." : "";
    this.alert.replaceChildren(el("div", { class: "note bad" }, el("p", {}, el("strong", {}, "Somebody changed this meanwhile. "), outcome + typed), listed.length ? changes(listed) : null));
  }
}
