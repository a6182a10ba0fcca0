// What is shown once a proposal has arrived: what happens next, and the link that is the only way back.
import { el, icon } from "../dom.js";

const LAST = "linked-initiatives.received";

/** Remember for this tab where the last receipt is, in case the page is reloaded. */
export function rememberReceipt(path) {
  try {
    sessionStorage.setItem(LAST, path);
  } catch {
    // The link is on the page.
  }
}

export function lastReceipt() {
  try {
    return sessionStorage.getItem(LAST) ?? "";
  } catch {
    return "";
  }
}

/** The receipt link in a field to copy from. */
export function receiptLink(path) {
  const address = new URL(path, location.origin).href;
  const input = el("input", { type: "text", readonly: true, value: address, "aria-label": "Receipt link", onfocus: () => input.select() });
  const said = el("span", { role: "status", class: "help" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = "Copied.";
    } catch {
      input.focus();
      said.textContent = "Selected: copy it with the keys or the menu of your device.";
    }
  };
  return el("div", { class: "receipt-link", "data-address": address }, input, el("button", { type: "button", class: "button primary", onclick: copy }, "Copy the link"), said);
}

export function received({ receipt, again }) {
  const heading = el("h2", { tabindex: -1 }, "Your proposal has arrived");
  const path = receipt.path ?? "";
  const element = el("section", { class: "received", "aria-label": "Arrived" }, el("div", { class: "seal", "aria-hidden": "true" }, icon("recognise")), heading,
    receipt.number ? el("p", {}, `It has number ${receipt.number} and waits for a curator.`) : null,
    path ? [el("p", {}, el("strong", {}, "Keep this link: it is the only way back to your proposal.")), receiptLink(path)] : null,
    el("h3", {}, "What happens next"),
    el("ol", {}, el("li", {}, "A curator compares it with its sources. Nothing is public before that."), el("li", {}, "If something is unclear, the curator asks; the question stands behind your link."), el("li", {}, "The decision and its reason are published, without your name or address.")),
    el("p", { class: "walk" }, path ? el("a", { class: "button", href: path }, "See where it stands") : null, el("button", { type: "button", class: "button", onclick: again }, "Add another"), el("a", { class: "button", href: "./" }, "To the map")));
  return { element, focus: () => heading.focus() };
}
