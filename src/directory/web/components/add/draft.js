// What was typed, kept in this browser until the server has acknowledged it. The e-mail address is kept for the
// session of this tab only.

const PREFIX = "linked-initiatives.draft.";
const SOON_MS = 200;
const KEY_BYTES = 16;

function read(storage, name) {
  try {
    return JSON.parse(storage.getItem(name));
  } catch {
    return null;
  }
}

/** Write a value, or remove it when it is null. A browser that keeps nothing still sends. */
function write(storage, name, value) {
  try {
    if (value === null) storage.removeItem(name);
    else storage.setItem(name, JSON.stringify(value));
  } catch {
    // The form goes on without a draft.
  }
}

/** What makes repeated sending one submission. (`randomUUID` is missing where a site is reached without TLS.) */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const noContact = () => ({ email: "", tell_me: false });

/** One draft by name: `state` is what may stay, `contact` what goes with the tab. */
export class Draft {
  #timer = 0;

  constructor(name) {
    this.name = PREFIX + name;
    this.state = read(localStorage, this.name);
    this.contact = read(sessionStorage, this.name) ?? noContact();
    this.kept = this.state !== null;
  }

  /** Start with this state, where none was kept. */
  begin(state) {
    this.state ??= { ...state, key: newKey() };
  }

  /** Keep what is there now, in a moment. */
  changed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), SOON_MS);
  }

  /** Keep what was typed here since it was kept last. Else nothing is written: another tab may have kept more by now. */
  keep() {
    if (this.#timer) this.save();
  }

  /** Keep it, whoever typed it. */
  save() {
    this.#rest();
    write(localStorage, this.name, this.state);
    write(sessionStorage, this.name, this.contact);
  }

  /** Forget everything; returns what brings it back. */
  clear(state) {
    const former = [this.state, this.contact];
    this.forget();
    this.state = { ...state, key: newKey() };
    this.contact = noContact();
    return () => {
      [this.state, this.contact] = former;
      this.save();
    };
  }

  forget() {
    this.#rest();
    write(localStorage, this.name, null);
    write(sessionStorage, this.name, null);
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
