// What was just done, and the way back. It stays until the next thing is done: nobody is hurried.
import { ask } from "../asking.js";
import { el, number } from "../dom.js";

const PORTION = 200; // how many decisions are taken back by one request

export class UndoBar {
  constructor({ words, undone }) {
    Object.assign(this, { words, undone, ways: [] });
    this.said = el("span", { role: "status" });
    this.button = el("button", { type: "button", class: "button", hidden: true, "aria-keyshortcuts": "z", onclick: () => this.press() }, "Undo");
    this.element = el("div", { class: "undo" }, this.said, this.button);
  }

  /** Say something else; the way back stays. */
  say(words) {
    this.said.textContent = words;
  }

  /** Say what was done; `decisions` are the places in the ledger that an undo takes back, `check` a check {id, position}. */
  offer({ words, decisions = [], check = null }) {
    this.said.textContent = words;
    this.ways = portions(decisions);
    if (check?.position) this.ways.push({ path: `/desk/entries/${encodeURIComponent(check.id)}/uncheck`, body: { position: check.position } });
    this.button.hidden = !this.ways.length;
  }

  async press() {
    if (!this.ways.length || this.button.disabled) return;
    this.button.disabled = true;
    const { ways } = this;
    // What is done meanwhile is offered in its place, and is not taken back.
    const none = (this.ways = []);
    const many = ways.length > 1 || ways[0].body.decisions?.length > 1;
    let [kept, opened] = [0, null];
    try {
      while (ways.length) {
        const way = ways.pop();
        try {
          opened = (await ask(`${this.words.api}${way.path}`, { body: way.body })).next ?? null;
        } catch (problem) {
          if (problem.status !== 409) {
            ways.push(way);
            throw problem;
          }
          const together = way.body.decisions ?? [];
          // One of them stands in the way of all: each by itself, then.
          if (together.length > 1) ways.push(...together.map((each) => undoing([each])).reverse());
          else kept += 1;
        }
      }
      const isLast = this.ways === none;
      if (isLast) this.say(!kept ? "Undone. It is as it was before." : many ? `Undone, but for ${number(kept)}: changed since.` : "This cannot be undone any more: the entry was changed since.");
      if (isLast) this.button.hidden = true;
      if (many || !kept) await this.undone(many || !isLast ? null : opened);
    } catch (problem) {
      if (this.ways === none) {
        this.ways = ways;
        this.say(problem.message);
      }
    }
    this.button.disabled = false;
  }
}

/** Cut decisions into requests, so that the last request takes back the newest, newest first. */
function portions(decisions) {
  const newest = [...decisions].reverse();
  const ways = [];
  while (newest.length) ways.unshift(undoing(newest.splice(0, PORTION)));
  return ways;
}

function undoing(decisions) {
  return { path: "/desk/undo", body: { decisions } };
}
