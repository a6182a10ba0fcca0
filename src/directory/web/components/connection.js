// Whether the server answers. What a visitor changes while it does not is kept, and sent when it does again.

const APP = '[data-testid="stApp"]';
const STATE = "data-test-connection-state";
const DIALOG = '[data-testid="stDialog"] [role="dialog"]';

const waiting = new Set();
let away = false;

function answers() {
  // Streamlit's frontend says so itself; one that no longer does is taken at its best.
  return ["CONNECTED", null, undefined].includes(document.querySelector(APP)?.getAttribute(STATE));
}

/** Close Streamlit's own dialog about it, which would cover all that can still be read; it then opens no other. */
function dismiss() {
  for (const dialog of document.querySelectorAll(DIALOG)) {
    if (dialog.querySelector("h2")?.textContent === "Connection error") dialog.querySelector('button[aria-label="Close"]')?.click();
  }
}

/** Whether the server is known not to answer. */
export const isAway = () => away;

/** Watch the server; calls `told(away)` at each change. Returns what ends it. */
export function watchConnection(told) {
  const dialogs = new MutationObserver(dismiss);
  const states = new MutationObserver(() => {
    if (answers() !== away) return;
    away = !away;
    if (away) dialogs.observe(document.body, { childList: true, subtree: true });
    else dialogs.disconnect();
    told(away);
    if (away) return;
    for (const send of waiting) send();
    waiting.clear();
  });
  states.observe(document.querySelector(APP), { attributeFilter: [STATE] });
  return () => {
    states.disconnect();
    dialogs.disconnect();
  };
}

/** Sends the changes of one component, at once or when the server answers again: all that was changed until then as one. */
export class Sender {
  #kept = null;
  #flush = () => {
    const [name, change] = this.#kept;
    this.#kept = null;
    this.to(name, change);
  };

  send(name, change) {
    if (!away) {
      this.to(name, change);
      return;
    }
    const former = this.#kept?.[1].set;
    this.#kept = [name, { ...change, set: { ...former, ...change.set } }];
    waiting.add(this.#flush);
  }
}
