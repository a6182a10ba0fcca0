// A receipt: where a proposal stands, the curator's question, and what its contributor can still do. The secret comes
// from the address and goes to the API in a header.
import { Draft } from "./add/draft.js";
import { LongField, sentence } from "./add/fields.js";
import { Form } from "./add/form.js";
import { proposalOf, stateOf } from "./add/proposal.js";
import { receiptLink } from "./add/received.js";
import { askReceipt } from "./add/sending.js";
import { component, el } from "./dom.js";

const AWAY = "The directory does not answer now. Nothing is lost; try again in a moment.";
const NO_RETRYING = { hurry() {} };

class Receipt {
  constructor(parent) {
    this.body = el("div", { class: "add receipt" });
    parent.append(this.body);
    this.leaving = () => [this.typed, this.form?.draft].forEach((draft) => draft?.keep());
    addEventListener("pagehide", this.leaving);
  }

  draw({ form, kinds }) {
    if (this.words) return;
    this.words = form;
    this.kinds = kinds;
    this.secret = new URLSearchParams(location.search).get("key") ?? "";
    this.load();
  }

  end() {
    removeEventListener("pagehide", this.leaving);
    this.form?.end();
  }

  button(text, act, kind = "") {
    return el("button", { type: "button", class: `button ${kind}`, onclick: act }, text);
  }

  async load() {
    if (!this.secret) {
      this.nothing("This page needs your receipt link: it ends with “?key=” and a long row of letters and digits.");
      return;
    }
    try {
      const response = await askReceipt(this.words.api, this.secret);
      if (response.ok) this.show(await response.json());
      else if (response.status === 404) this.nothing("No proposal belongs to this link. It may have been cut short when it was copied: it must be exactly as you were given it.");
      else throw new Error(String(response.status));
    } catch {
      this.body.replaceChildren(el("h1", {}, "Your receipt"), el("p", { class: "notice", role: "status" }, AWAY, " ", this.button("Try again", () => this.load(), "small-button")));
    }
  }

  nothing(text) {
    this.body.replaceChildren(el("h1", {}, "Your receipt"), el("p", { class: "notice" }, text),
      el("p", { class: "help" }, "Without the link there is no way back to a proposal. The decisions on all proposals are public, and you can always send another."),
      el("p", { class: "walk" }, el("a", { class: "button", href: "./decisions" }, "Decisions"), el("a", { class: "button", href: "./add" }, "Add an initiative")));
  }

  /** Ask the API to do something and show what it answers; tells whether it was done. */
  async act(request, done) {
    if (this.busy) return false;
    this.busy = true;
    this.say("Sending…");
    try {
      const response = await askReceipt(this.words.api, this.secret, request);
      if (response.ok) {
        this.show(await response.json());
        this.say(done);
        this.said.focus();
        return true;
      }
      if (response.status === 409) {
        await this.load();
        this.say("It has changed meanwhile: this is how it stands now. Nothing was done.", true);
        return false;
      }
      const { issues = [], detail } = await response.json();
      this.say(issues.length ? [...new Set(issues.map(({ hint }) => sentence(hint)))].join(" ") : detail, true);
    } catch {
      this.say(AWAY, true);
    } finally {
      this.busy = false;
    }
    return false;
  }

  say(text, wrong = false) {
    this.said.textContent = text;
    this.said.classList.toggle("bad", wrong);
  }

  show(told) {
    this.form?.end();
    this.form = null;
    this.told = told;
    this.said = el("p", { class: "said", role: "status", tabindex: -1 });
    const title = el("h1", {}, told.proposal?.initiative?.name || "Your proposal");
    const place = told.place_in_queue ? el("p", {}, told.place_in_queue === 1 ? "It is the next one that curators look at." : `It has place ${told.place_in_queue} in the queue.`) : null;
    const published = told.entry_id ? el("p", {}, el("a", { href: `./?id=${encodeURIComponent(told.entry_id)}` }, "Open the entry")) : null;
    this.body.replaceChildren(
      el("p", { class: "help" }, [`Proposal ${told.number}`, this.kinds[told.kind], `received ${this.day(told.received_at)}`].join(" · ")),
      title,
      el("div", { class: `state is-${told.state}` }, el("h2", {}, told.state_words), place, ...this.outcome(told), published),
      this.said, ...this.question(told), ...this.actions(told), ...this.proposed(told), ...this.keep());
    if (told.target && !told.proposal?.initiative?.name) this.entitle(title, told.target);
  }

  /** Name the entry that a removal or a report is about, and lead to it. */
  async entitle(title, id) {
    const name = (await this.names([{ other_id: id }]))[id];
    if (name !== id) title.replaceChildren(el("a", { href: `./?id=${encodeURIComponent(id)}` }, name));
  }

  day(text) {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? text : at.toLocaleString([], { dateStyle: "long", timeStyle: "short" });
  }

  outcome({ reason_words: reason, words }) {
    return [reason ? el("p", {}, "Reason: ", el("strong", {}, reason)) : null, words ? el("blockquote", {}, words) : null].filter(Boolean);
  }

  question({ question, answer, may, version }) {
    this.typed = null;
    if (!question) return [];
    const asked = el("blockquote", {}, question);
    const draft = new Draft(`answer.${this.told.number}`);
    if (!may.includes("answer")) return [el("h3", {}, "A curator asked"), asked, ...(answer ? [el("h3", {}, "Your answer"), el("blockquote", {}, answer)] : []), ...this.unsent(draft, answer)];
    this.typed = draft;
    draft.begin({ text: answer ?? "" });
    const field = new LongField({ key: "answer", label: "Your answer", value: this.typed.state.text, limit: this.words.limits.message, rows: 5, left: () => {}, changed: (text) => { this.typed.state.text = text; this.typed.changed(); } });
    const { typed } = this;
    const send = async () => {
      const text = field.input.value.trim();
      if (!text) {
        field.show({ hint: "write an answer first" });
        field.focus();
        return;
      }
      typed.save();
      if (await this.act({ method: "POST", path: "/answer", body: { version, answer: text } }, "Your answer has been sent.")) typed.forget();
      else field.focus();
    };
    field.element.addEventListener("keydown", (event) => event.stopPropagation());
    return [asked, field.element, el("p", { class: "walk" }, this.button("Send the answer", send, "primary"))];
  }

  /** What was written here while the question was answered in another window: kept until it is put away. */
  unsent(draft, answer) {
    const text = draft.state?.text.trim();
    if (!text || text === answer) return [];
    const part = el("div", {}, el("h3", {}, "Written, but not sent"), el("blockquote", {}, text), el("p", { class: "help" }, "The question was answered, or the proposal decided, before this was sent. Copy it if you still need it."),
      el("p", { class: "walk" }, this.button("Put it away", () => { draft.forget(); part.remove(); this.said.focus(); })));
    return [part];
  }

  actions({ may, version, has_contact: has }) {
    const withdraw = () => this.confirm("Withdraw this proposal? Curators will no longer look at it, and it cannot be sent again from here.", "Withdraw it", () => this.act({ method: "POST", path: "/withdraw", body: { version } }, "It is withdrawn."));
    const erase = () => this.confirm("Erase your e-mail address? Nobody can write to you about this proposal then; this link still works.", "Erase it", () => this.act({ method: "DELETE", path: "/contact" }, "Your e-mail address is erased."));
    const buttons = [
      may.includes("edit") ? this.button("Edit the proposal", () => this.edit()) : null,
      may.includes("withdraw") ? this.button("Withdraw", withdraw) : null,
      may.includes("erase") && has ? this.button("Erase my e-mail address", erase) : null,
    ].filter(Boolean);
    this.asking = el("div", { class: "confirm", role: "alertdialog", "aria-label": "Are you sure?", hidden: true });
    return buttons.length ? [el("h3", {}, "What you can do"), el("p", { class: "walk" }, buttons), this.asking] : [];
  }

  confirm(text, yes, act) {
    const from = this.body.getRootNode().activeElement;
    const close = () => { this.asking.hidden = true; from?.focus(); };
    const sure = this.button(yes, () => { this.asking.hidden = true; act(); }, "primary");
    this.asking.replaceChildren(el("p", {}, text), el("p", { class: "walk" }, sure, this.button("Keep it", close)));
    this.asking.hidden = false;
    sure.focus();
  }

  /** What was sent, in a fold: it is the contributor's own. */
  proposed({ proposal }) {
    if (!proposal) return [];
    const rows = [...Object.entries(proposal.initiative).map(([column, cell]) => [this.words.labels[column] ?? column, cell]), ["Note to the curators", proposal.message]].filter(([, cell]) => cell);
    if (!rows.length) return [];
    return [el("details", {}, el("summary", {}, "What you proposed"), el("table", { class: "difference" }, el("tbody", {}, rows.map(([label, cell]) => el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, cell))))))];
  }

  keep() {
    return [el("h3", {}, "Your receipt link"), el("p", { class: "help" }, "Keep it: it is the only way back to this page. Whoever has it can do what you can do here."), receiptLink(location.pathname + location.search)];
  }

  /** The same form with what was proposed; it changes the proposal instead of sending another. */
  async edit() {
    const { told } = this;
    const names = await this.names(told.proposal.links);
    const draft = new Draft(`edit.${told.number}`);
    const base = JSON.stringify(told.proposal);
    // What was typed over another proposal would undo what has happened since.
    if (draft.state?.base !== base) draft.state = null;
    draft.begin({ ...stateOf(told.proposal, names), base });
    draft.state.version = told.version;
    const back = () => { this.show(this.told); draft.forget(); };
    this.form?.end();
    this.form = new Form({ words: this.words, draft, asksContact: false, sendWords: "Save the changes", deliver: () => this.save(draft), status: NO_RETRYING });
    const heading = el("h1", { tabindex: -1 }, "Edit your proposal");
    this.body.replaceChildren(heading, el("p", { class: "lead" }, "Until a curator decides, you can change it. ", el("button", { type: "button", class: "link", onclick: back }, "Back without saving")), this.form.element);
    heading.focus();
  }

  async names(links) {
    const found = await Promise.all(links.map(async ({ other_id: id }) => {
      const response = await fetch(`${this.words.api}/initiatives/${encodeURIComponent(id)}`).catch(() => null);
      return [id, response?.ok ? (await response.json()).name : id];
    }));
    return Object.fromEntries(found);
  }

  async save(draft) {
    try {
      const { version, base } = draft.state;
      const response = await askReceipt(this.words.api, this.secret, { method: "PUT", body: { version, proposal: proposalOf(draft.state) } });
      if (response.ok) {
        this.show(await response.json());
        draft.forget();
        this.say("Your changes are saved.");
        this.said.focus({ preventScroll: true });
        this.body.scrollIntoView({ block: "start" });
        return {};
      }
      const { issues = [], detail } = await response.json();
      if (response.status === 409) {
        const now = await askReceipt(this.words.api, this.secret);
        if (!now.ok) return { lost: true };
        this.told = await now.json();
        if (!this.told.may.includes("edit")) return { issues: [{ key: "", hint: "it cannot be changed any more: go back to see how it stands now" }] };
        if (JSON.stringify(this.told.proposal) !== base) return { issues: [{ key: "", hint: "it was changed elsewhere meanwhile: go back without saving to see it, and change that" }] };
        // Only a question was asked, or the like.
        draft.state.version = this.told.version;
        if (this.told.version !== version) return this.save(draft);
      }
      if (response.status >= 500) return { lost: true };
      return { issues: issues.length ? issues : [{ key: "", hint: detail }] };
    } catch {
      return { lost: true };
    }
  }
}

export default component((parent) => new Receipt(parent));
