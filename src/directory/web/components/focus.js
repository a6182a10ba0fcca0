// Where the focus goes when what had it is gone: nobody should have to start again at the top of the page.

const PROFILE = ".st-key-profile";
const CONTENT = `.st-key-result, ${PROFILE}, .st-key-prose, .st-key-work`;

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
  if (!came || !isFree(document.activeElement)) return;
  (shown.get(last) ?? otherwise).focus();
}

/** The profile may still be there, with the focus, when what comes after it is drawn. */
function isFree(element) {
  return !element || element === document.body || element.id === "stMain" || element.closest(PROFILE) !== null;
}

/** Give the focus to what the page is about, past the bar and the filters. */
export function toContent() {
  const content = document.querySelector(CONTENT);
  if (!content) return;
  content.tabIndex = -1;
  content.focus();
}
