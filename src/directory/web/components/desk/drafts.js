// What a curator has typed and not yet sent, by submission: it outlives a reload and a conflict, not the tab.

const PREFIX = "linked-initiatives.desk.";

/** Return the draft of a submission; empty when nothing was typed. */
export function draftOf(number) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + number)) ?? {};
  } catch {
    return {};
  }
}

/** Keep some values of a draft beside what it holds already. */
export function keepDraft(number, values) {
  try {
    sessionStorage.setItem(PREFIX + number, JSON.stringify({ ...draftOf(number), ...values }));
  } catch {
    // Without storage what was typed lives as long as the page.
  }
}

/** Forget a draft: it was sent, or the curator threw it away. */
export function dropDraft(number) {
  try {
    sessionStorage.removeItem(PREFIX + number);
  } catch {
    // Nothing was kept then.
  }
}
