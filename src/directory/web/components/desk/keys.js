// Single keys for those who decide much: which keys there are, when they count, and how to switch them off.
import { el } from "../dom.js";

const OFF = "linked-initiatives.desk-keys-off";
const KEYS = [
  ["j, k", "Next and previous in the queue; the arrow keys as well, while the queue has the focus"],
  ["Enter", "Open the submission that has the focus"],
  ["a", "Accept, with your edits when there are any"],
  ["e", "Edit the fields"],
  ["d", "Decline"],
  ["q", "Ask the contributor"],
  ["m", "Merge into another entry"],
  ["c", "Note that the entry was checked today"],
  ["z", "Undo the last decision"],
  ["Ctrl Enter", "Send the open form"],
  ["Esc", "Close the open form"],
  ["?", "This help"],
];

function off() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

const HELD = new Set(["j", "k", "ArrowDown", "ArrowUp"]); // keys that walk; of the others a held one counts once

/** In a form every key belongs to the form, its radios and buttons included. */
function isTyping(target) {
  return target.matches?.("input:not([type=checkbox]), textarea, select, form *") || target.isContentEditable;
}

/** The key of an event when it is a command: never while somebody types, in a dialog, elsewhere, or switched off. */
export function letter(event, parent) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || off()) return "";
  if (event.repeat && !HELD.has(event.key)) return "";
  const [target] = event.composedPath();
  if (isTyping(target) || event.composedPath().some((each) => each.matches?.("dialog"))) return "";
  const here = target === document.body || target.id === "stMain" || event.composedPath().includes(parent);
  return here ? event.key : "";
}

/** The dialog that lists the keys. */
export class KeysHelp {
  constructor() {
    const box = el("input", { type: "checkbox", checked: !off(), onchange: () => this.keep(box.checked) });
    const close = el("button", { type: "button", class: "button", onclick: () => this.element.close() }, "Close");
    this.element = el("dialog", { class: "keys", "aria-labelledby": "keys-title" }, el("h2", { id: "keys-title" }, "Keys"),
      el("dl", {}, KEYS.map(([key, what]) => el("div", {}, el("dt", {}, key.split(", ").map((each) => el("kbd", {}, each))), el("dd", {}, what)))),
      el("label", { class: "check" }, box, "Single keys do something"), close);
  }

  keep(on) {
    try {
      localStorage.setItem(OFF, on ? "0" : "1");
    } catch {
      // Without storage the choice cannot be kept.
    }
  }

  open() {
    this.element.showModal();
  }
}
