// The page "Add an initiative": finds or begins the draft, shows the form, and sends it.
import { Draft, newKey } from "./add/draft.js";
import { Form } from "./add/form.js";
import { yearsWords } from "./add/preview.js";
import { carriedOver, emptyState, proposalOf, valuesOf } from "./add/proposal.js";
import { lastReceipt, received, rememberReceipt } from "./add/received.js";
import { Sending, askReceipt } from "./add/sending.js";
import { component, el } from "./dom.js";

const TITLES = { new: "Add an initiative", correction: "Suggest a change", removal: "Propose a removal", report: "Report a problem" };
const LEADS = {
  new: "Whatever creates, issues, displays, recognises or researches Open Badges, running or ended. No account is needed.",
  correction: "Change what is wrong or missing. Everything else stays as it is.",
  removal: "An entry that has ended stays, as ended. Propose a removal when it should never have been here.",
  report: "For anything that a change to its fields would not say.",
};

class Add {
  constructor(parent) {
    this.title = el("h1");
    this.lead = el("p", { class: "lead" });
    this.notice = el("p", { class: "notice", role: "status", hidden: true });
    this.body = el("div");
    this.element = el("div", { class: "add" }, el("header", {}, this.title, this.lead, this.notice), this.body);
    parent.append(this.element);
    this.leaving = () => this.draft?.keep();
    addEventListener("pagehide", this.leaving);
  }

  end() {
    removeEventListener("pagehide", this.leaving);
    this.leave();
  }

  leave() {
    this.form?.end();
    this.sending?.end();
    this.form = this.sending = null;
  }

  draw({ form, kind, target }) {
    const asked = `${kind} ${target}`;
    if (asked === this.asked) return;
    this.leave();
    Object.assign(this, { asked, kind, target, words: form });
    this.title.textContent = TITLES[kind];
    this.lead.textContent = LEADS[kind];
    this.lead.hidden = false;
    this.say();
    this.begin();
  }

  say(...nodes) {
    this.notice.replaceChildren(...nodes);
    this.notice.hidden = !nodes.length;
  }

  action(text, act) {
    return el("button", { type: "button", class: "link", onclick: act }, text);
  }

  async begin() {
    const { asked, kind, target } = this;
    this.draft = new Draft(kind === "new" ? "new" : `${kind}.${target}`);
    this.sending = new Sending({ api: this.words.api, away: (away) => this.form.last.waiting(away) });
    this.prepared = this.sending.prepare();
    let row = null;
    if (kind !== "new") {
      row = await this.fetchRow(target);
      if (asked !== this.asked) return;
      this.lead.hidden = Boolean(row.missing);
      if (!row.row) {
        this.body.replaceChildren(row.missing ? this.missing(target) : el("p", { role: "status" }, "The entry cannot be loaded now. ", this.action("Try again", () => this.begin())));
        return;
      }
      const name = el("a", { href: `./?id=${encodeURIComponent(target)}` }, row.row.name);
      this.lead.replaceChildren(name, ". ", LEADS[kind]);
    }
    this.start = () => (row ? { ...emptyState(kind, target), base_revision: row.revision, values: valuesOf(row.row) } : emptyState(kind));
    this.draft.begin(this.start());
    this.present = row?.links ?? [];
    this.open();
    if (this.draft.kept) this.say("Your draft is back, as you left it in this browser. ", this.action("Clear draft", () => this.clear()));
    else if (kind === "new" && lastReceipt()) this.say("Your last proposal has arrived. ", el("a", { href: lastReceipt() }, "See where it stands"));
    if (this.draft.state.from) this.say("What you had typed was put where this entry said nothing. ", el("a", { href: "./add" }, "Back to the new entry"), " ", this.action("Clear draft", () => this.clear()));
  }

  /** The published row of an entry, its links with their names; `{missing}` says whether there is none, or no answer. */
  async fetchRow(id) {
    const address = `${this.words.api}/initiatives/${encodeURIComponent(id)}`;
    try {
      const [row, shown] = await Promise.all([fetch(`${address}/row`, { cache: "no-store" }), fetch(address)]);
      if (!row.ok) return { missing: row.status === 404 };
      const links = shown.ok ? (await shown.json()).links : [];
      return { ...(await row.json()), links: links.map(({ label, name, since, until }) => ({ label, name, note: yearsWords(since, until) })) };
    } catch {
      return { missing: false };
    }
  }

  missing(id) {
    return el("p", { class: "notice" }, "No entry is recorded under ", el("code", {}, id), ". It may have been merged into another one; ", el("a", { href: "./" }, "look for its name"), ".");
  }

  open() {
    this.form?.end();
    const { draft, words, present } = this;
    this.form = new Form({ words, draft, present, sendWords: "Send to the curators", deliver: (trap) => this.deliver(trap), instead: (double) => this.instead(double), status: this.sending });
    const clear = el("p", { class: "help keeping" }, "What you type is kept in this browser until it is sent. ", this.action("Clear draft", () => this.clear()));
    this.body.replaceChildren(this.form.element, clear);
    if (draft.kept) this.form.checking.soon(0);
    const { form: { noMail } } = this;
    this.prepared.then((told) => { if (told && !told.mail && noMail) noMail.hidden = false; });
  }

  clear() {
    const restore = this.draft.clear(this.start());
    const reopen = () => {
      this.open();
      this.form.sections[this.draft.state.step].heading.focus();
    };
    this.say("The draft is cleared. ", this.action("Undo", () => {
      restore();
      reopen();
      this.say("Your draft is back.");
    }));
    reopen();
  }

  async deliver(trap) {
    const { draft, sending } = this;
    const { state } = draft;
    const { email, tell_me } = draft.contact;
    const sent = { key: state.key, proposal: proposalOf(state), contact: { email: email.trim(), tell_me }, trap };
    // An answer may be lost on its way back: then this is what the server has under the key.
    state.attempt ??= sent.proposal;
    draft.save();
    let outcome = await sending.send(sent);
    if (outcome.taken) outcome = await this.again(sent);
    if (outcome.receipt) outcome = await this.catchUp(outcome, state.attempt);
    if ((outcome.issues && !outcome.kept) || outcome.later) delete state.attempt;
    draft.keep();
    if (outcome.receipt) this.arrived(outcome.receipt);
    return outcome;
  }

  /** The key was used before: by an earlier attempt, which arrived after all, or by another draft, which is left alone. */
  async again(sent) {
    const { draft, sending } = this;
    const first = await sending.send({ ...sent, proposal: draft.state.attempt });
    if (!first.taken) return first;
    draft.state.attempt = sent.proposal;
    draft.state.key = newKey();
    return sending.send({ ...sent, key: draft.state.key });
  }

  /** What was typed since the proposal was sent belongs to it: change it to what is there now. */
  async catchUp(outcome, acknowledged) {
    const proposal = proposalOf(this.draft.state);
    if (JSON.stringify(proposal) === JSON.stringify(acknowledged)) return outcome;
    const { api } = this.words;
    const secret = outcome.receipt.receipt;
    try {
      const { version } = await (await askReceipt(api, secret)).json();
      const response = await askReceipt(api, secret, { method: "PUT", body: { version, proposal } });
      if (response.status === 400) return { issues: (await response.json()).issues, kept: true };
      return response.ok ? outcome : { lost: true };
    } catch {
      return { lost: true };
    }
  }

  arrived(receipt) {
    const { from } = this.draft.state;
    this.leave();
    this.draft.forget();
    if (from) new Draft(from).forget();
    this.draft = null;
    if (receipt.path) rememberReceipt(receipt.path);
    this.say();
    this.lead.hidden = true;
    const again = () => { location.href = "./add"; };
    const page = received({ receipt, again });
    this.body.replaceChildren(page.element);
    page.focus();
    this.element.scrollIntoView({ block: "start" });
  }

  /** Go over to a correction of an entry that is there already, with what was typed where it says nothing. */
  async instead({ id }) {
    this.draft.keep();
    const row = await this.fetchRow(id);
    if (!row.row) {
      this.say("That entry cannot be loaded now. Nothing you typed is lost; try again in a moment.");
      return;
    }
    const { state, contact } = this.draft;
    const values = carriedOver(valuesOf(row.row), state.values);
    const other = new Draft(`correction.${id}`);
    other.state = null;
    other.begin({ ...emptyState("correction", id), base_revision: row.revision, values, links: state.links.filter((link) => link.other_id !== id), message: state.message, from: "new" });
    other.contact = { ...contact };
    other.save();
    location.href = `./add?correct=${encodeURIComponent(id)}`;
  }
}

export default component((parent) => new Add(parent));
