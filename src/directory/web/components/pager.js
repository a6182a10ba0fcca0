// The pages of a list that our API hands out page by page.
import { el, number } from "./dom.js";

/** Return what stands in the navigation: which page of how many, and the way to the one before and after. */
export function pager({ page, pages }, turn) {
  if (pages <= 1) return [];
  const to = (target, label) => el("button", { type: "button", class: "button", disabled: target < 1 || target > pages, onclick: () => turn(target) }, label);
  return [el("div", { class: "pager" }, to(page - 1, "Previous"), el("span", { class: "number" }, `${number(page)} of ${number(pages)}`), to(page + 1, "Next"))];
}
