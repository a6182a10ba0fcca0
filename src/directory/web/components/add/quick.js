// One click on a profile: "still running" or "has ended", as a small correction that is filled in already.
import { el } from "../dom.js";
import { newKey } from "./draft.js";
import { TextField, sentence } from "./fields.js";
import { emptyState, proposalOf, valuesOf } from "./proposal.js";
import { receiptLink } from "./received.js";
import { Sending } from "./sending.js";

const URL_LIMIT = 2048;
const TITLES = { active: "Still running", ended: "Has ended" };

export class Quick {
  constructor(data) {
    this.data = data;
    this.element = el("dialog", { class: "quick", "aria-labelledby": "quick-title", onclose: () => this.closed() });
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
  }

  open(status) {
    const { data } = this;
    Object.assign(this, { status, key: newKey(), row: null });
    this.sending = new Sending({ api: data.api, away: (away) => this.say(away ? "Not saved yet. Nothing you typed is lost. It tries again by itself." : "Sending…", away) });
    this.sending.prepare();
    this.loading = this.load();
    const field = (key, about) => new TextField({ key: `quick.${key}`, value: "", changed: () => {}, left: () => {}, ...about });
    this.year = status === "ended" ? field("year", { label: "In which year?", help: "Four digits, like 2016. Leave it blank if you do not know.", attributes: { inputmode: "numeric", maxlength: 4, size: 6 } }) : null;
    this.source = field("source", { label: "Where can others see that?", help: "A web address. Optional, and it makes the curators' work quick.", limit: URL_LIMIT, attributes: { inputmode: "url", placeholder: "https://", spellcheck: "false" } });
    this.trap = el("input", { type: "text", name: "homepage", tabindex: -1, autocomplete: "off" });
    this.said = el("p", { class: "said", role: "status" });
    this.send = el("button", { type: "submit", class: "button primary" }, "Send");
    const cancel = el("button", { type: "button", class: "button", onclick: () => this.element.close() }, "Cancel");
    const words = status === "active" ? "You suggest that it is active. A curator looks at it before anything changes." : "You suggest that it has ended. A curator looks at it before anything changes.";
    this.form = el("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); this.deliver(); } },
      el("h2", { id: "quick-title" }, TITLES[status]), el("p", {}, el("strong", {}, data.name)), el("p", { class: "small" }, words),
      this.year?.element, this.source.element, el("div", { class: "trap", "aria-hidden": "true" }, el("label", {}, "Leave this blank", this.trap)), this.said, el("div", { class: "actions" }, this.send, cancel));
    this.element.replaceChildren(this.form);
    this.element.showModal();
    (this.year ?? this.source).focus();
  }

  say(text, wrong = false) {
    this.said.textContent = text;
    this.said.classList.toggle("bad", wrong);
  }

  /** The row to change: all of it is sent. */
  async load() {
    try {
      const response = await fetch(`${this.data.api}/initiatives/${encodeURIComponent(this.data.id)}/row`, { cache: "no-store" });
      this.row = response.ok ? await response.json() : null;
    } catch {
      this.row = null;
    }
    return this.row;
  }

  proposal() {
    const values = valuesOf(this.row.row);
    const source = this.source.input.value.trim();
    values.status = this.status;
    if (this.year?.input.value.trim()) values.year_ended = this.year.input.value.trim();
    if (this.status === "active") values.year_ended = "";
    if (source) values.sources = [...new Set([...values.sources, source])];
    return proposalOf({ ...emptyState("correction", this.data.id), base_revision: this.row.revision, values, message: `${TITLES[this.status]}, says a visitor of the profile.` });
  }

  async deliver() {
    if (this.busy) {
      this.sending.hurry();
      return;
    }
    this.busy = true;
    this.send.setAttribute("aria-disabled", "true");
    this.say("Sending…");
    try {
      if (!(await this.loading) && !(await this.load())) this.say("Not saved yet: the directory does not answer. Nothing you typed is lost; send it again in a moment.", true);
      else this.outcome(await this.#deliver());
    } finally {
      this.busy = false;
      this.send.removeAttribute("aria-disabled");
    }
  }

  async #deliver() {
    const sent = () => ({ key: this.key, proposal: this.proposal(), contact: { email: "", tell_me: false }, trap: this.trap.value });
    const outcome = await this.sending.send(sent());
    if (!outcome.taken) return outcome;
    // What was sent before arrived, and has been changed since: a small thing to send once more.
    this.key = newKey();
    return this.sending.send(sent());
  }

  outcome({ receipt, issues, later }) {
    if (!this.element.open) return;
    if (receipt) this.arrived(receipt);
    else if (issues) this.refused(issues);
    else if (later) this.say(`Not saved yet: too much was sent from your network. Send it again ${later}.`, true);
    else this.say("Not saved yet. Nothing you typed is lost. Send it again when the directory answers.", true);
  }

  refused(issues) {
    const at = { "initiative.year_ended": this.year, "initiative.sources": this.source };
    const rest = issues.filter(({ key }) => !at[key]);
    for (const [key, field] of Object.entries(at)) {
      const own = issues.find((issue) => issue.key === key);
      field?.show(own ? { severity: "error", ...own } : null);
    }
    this.say(rest.map(({ hint }) => sentence(hint)).join(" "), true);
    (issues.map(({ key }) => at[key]).find(Boolean) ?? this.source).focus();
  }

  arrived({ path }) {
    const heading = el("h2", { id: "quick-title", tabindex: -1 }, "Thank you, it has arrived");
    this.element.replaceChildren(heading, el("p", {}, "A curator looks at it. This link shows what became of it:"), path ? receiptLink(path) : "",
      el("div", { class: "actions" }, el("button", { type: "button", class: "button", onclick: () => this.element.close() }, "Close")));
    heading.focus();
  }

  closed() {
    this.sending?.end();
  }
}
