// What was just done, and the way back. It stays until the next thing is done: nobody is hurried.
import { ask } from "../asking.js";
import { el } from "../dom.js";

export class UndoBar {
  constructor({ words, undone }) {
    Object.assign(this, { words, undone, decisions: [] });
    this.said = el("span", { role: "status" });
    this.button = el("button", { type: "button", class: "button", hidden: true, "aria-keyshortcuts": "z", onclick: () => this.press() }, "Undo");
    this.element = el("div", { class: "undo" }, this.said, this.button);
  }

  say(words) {
    this.said.textContent = words;
    this.decisions = [];
    this.button.hidden = true;
  }

  /** Say what was done; `decisions` are the places in the ledger that an undo takes back. */
  offer({ words, decisions }) {
    this.said.textContent = words;
    this.decisions = decisions;
    this.button.hidden = !decisions.length;
  }

  async press() {
    if (!this.decisions.length || this.button.disabled) return;
    this.button.disabled = true;
    const many = this.decisions.length > 1;
    let opened = null;
    try {
      while (this.decisions.length) {
        opened = (await ask(`${this.words.api}/desk/undo`, { body: { decision: this.decisions.at(-1) } })).next;
        this.decisions.pop();
      }
      this.say("Undone. It is as it was before.");
      await this.undone(many ? null : opened);
    } catch (problem) {
      this.said.textContent = problem.status === 409 ? "This cannot be undone any more: the entry was changed since." : problem.message;
    }
    this.button.disabled = false;
  }
}
