// Where the focus goes when what had it is gone: nobody should have to start again at the top of the page.

const CONTENT = ".st-key-result, .st-key-profile, .st-key-prose";

let seen = [];

/** Remember that a profile was opened, for the way back. */
export function opened(id) {
  seen.push(id);
}

/**
 * On the way back from profiles, give the focus to the entry that was opened last of those shown, or to what stands
 * for all of them; once, and only when nothing else has it.
 */
export function comeBack(shown, otherwise) {
  const last = seen.findLast((id) => shown.has(id));
  const came = seen.length > 0;
  seen = [];
  const { activeElement } = document;
  if (!came || (activeElement !== document.body && activeElement?.id !== "stMain")) return;
  (shown.get(last) ?? otherwise).focus();
}

/** Give the focus to what the page is about, past the bar and the filters. */
export function toContent() {
  const content = document.querySelector(CONTENT);
  if (!content) return;
  content.tabIndex = -1;
  content.focus();
}
