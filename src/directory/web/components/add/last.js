// The last step: the preview, what a correction changes, and sending.
import { el } from "../dom.js";
import { Preview, differenceTable, yearsWords } from "./preview.js";

export class LastStep {
  constructor(form, words) {
    this.form = form;
    this.words = words;
    this.changes = el("div", { class: "changes" });
    this.doubts = el("div", { class: "doubts" });
    this.away = el("p", { class: "help", hidden: true }, "The preview needs the server, which does not answer now. Nothing you typed is lost; it tries again by itself.");
    this.incomplete = el("p", { class: "help", hidden: true }, "There is no preview yet: something has to be mended first.");
    this.said = el("p", { class: "said", role: "status" });
    this.again = el("button", { type: "button", class: "button small-button", hidden: true, onclick: () => this.hurry() }, "Try now");
    this.sender = el("div", { class: "sender" }, el("p", { class: "help" }, "Curators look at every proposal before anything changes. You get a link that shows where yours stands."), this.said, this.again);
    this.element = el("div", {});
  }

  /** Made when it is first needed: the profile brings its styles and a map. */
  appeared() {
    if (!this.preview) {
      this.preview = new Preview(this.form.about.profile);
      this.element.append(this.changes, this.doubts, this.away, this.incomplete, this.preview.element, this.sender);
    }
    this.draw(this.form.answer);
    this.form.checked().then((answer) => { this.away.hidden = answer !== null; });
  }

  told(answer) {
    this.away.hidden = true;
    if (this.preview) this.draw(answer);
  }

  draw(answer) {
    if (!answer) return;
    const { form } = this;
    const { kind, links } = form.state;
    this.incomplete.hidden = answer.item !== null;
    this.preview.draw(answer.item, { words: form.words, profile: form.about.profile, map: form.map, position: answer.position, archived: answer.archived_link, links: [...form.present, ...links.map((link) => this.linkWords(link))] });
    const said = JSON.stringify([answer.difference, answer.issues, links]);
    if (said === this.drawn) return;
    this.drawn = said;
    const title = kind === "new" ? [] : [el("h3", {}, "What changes")];
    const table = answer.difference.length ? differenceTable(answer.difference) : el("p", {}, links.length ? "No field differs; the new links are in the preview." : "Nothing differs yet from what is published.");
    this.changes.replaceChildren(...(title.length ? [...title, table, el("h3", {}, "How it will look")] : []));
    const warnings = answer.issues.filter(({ severity }) => severity === "warning");
    this.doubts.replaceChildren(...(warnings.length ? [el("h3", {}, "Worth a second look"), el("ul", {}, warnings.map((issue) => el("li", {}, el("button", { type: "button", class: "link", onclick: () => form.visit(issue) }, issue.hint.charAt(0).toUpperCase() + issue.hint.slice(1)))))] : []));
  }

  /** A proposed link as a profile shows it. */
  linkWords({ relation, direction, name, since, until }) {
    const term = this.form.words.relation.find(({ value }) => value === relation);
    return { label: direction === "out" ? term.label : (term.inverse_label ?? term.label), name, note: yearsWords(since, until) };
  }

  say(text, kind = "") {
    this.said.textContent = text;
    this.said.className = `said ${kind}`;
  }

  /** While the server does not answer: what is safe, and that it goes on trying. */
  waiting(away) {
    this.again.hidden = !away;
    this.say(away ? "Not saved yet. Nothing you typed is lost. It tries again by itself." : "Sending…", away ? "bad" : "");
  }

  refused() {
    this.say("Not sent: something has to be mended first.", "bad");
  }

  hurry() {
    this.form.status.hurry();
  }

  /** Send once, however often it is pressed; resolves to the issues when it was refused. */
  async send(deliver) {
    if (this.busy) {
      this.hurry();
      return null;
    }
    this.busy = true;
    const { forward } = this.form;
    forward.setAttribute("aria-disabled", "true");
    forward.textContent = "Sending…";
    this.say("Sending…");
    try {
      const outcome = await deliver();
      if (outcome.later) this.say(`Not saved yet: too much was sent from your network. Nothing you typed is lost; send it again ${outcome.later}.`, "bad");
      else if (outcome.lost) this.say("Not saved yet. Nothing you typed is lost. Send it again when the directory answers.", "bad");
      else if (outcome.issues) this.refused();
      else this.say("");
      return outcome.issues ?? null;
    } finally {
      this.busy = false;
      this.again.hidden = true;
      forward.removeAttribute("aria-disabled");
      forward.textContent = this.words;
    }
  }

  end() {
    this.preview?.end();
  }
}
