// The initiative whose profile this tab has shown last: the page of the profile writes it, the map marks it.

const KEPT = "linked-initiatives.chosen";

/** Remember an initiative `{id, latitude, longitude}`; without a place its coordinates are null. */
export function writeChosen({ id, latitude, longitude }) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ id, latitude, longitude }));
  } catch {
    // The map then marks none.
  }
}

/** The initiative that was remembered; null when there is none. */
export function readChosen() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}
