// What a visitor of a profile can do about it: say that it still runs or has ended, suggest a change, report a problem.
import { el } from "./dom.js";

/** The actions for a published entry `{id, status}`; kept apart so that a profile stays a thing to read. */
export function actions(data, quick) {
  const address = (key) => `./add?${key}=${encodeURIComponent(data.id)}`;
  const link = (key, text) => el("a", { class: "button", href: address(key) }, text);
  const press = (status, text) => el("button", { type: "button", class: "button", "aria-haspopup": "dialog", onclick: () => quick.open(status) }, text);
  return el("section", { class: "improve", "aria-labelledby": "improve-title" },
    el("h2", { id: "improve-title" }, "Is this still right?"),
    el("div", { class: "actions" }, press("active", "Still running"), data.status === "ended" ? null : press("ended", "Has ended"), link("correct", "Suggest a change"), link("report", "Report a problem"), link("remove", "Propose a removal")));
}
