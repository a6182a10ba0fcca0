// The words, colours and shapes of the directory, as its API defines them.

import { readJson } from "./source.js";

const NOT_STATED = { value: "none", label: "Sector not stated", colour: "var(--li-unstated)", shape: "circle" };

/** Looks up sectors and precisions; complete before the API answers, with plain signs. */
export class Vocabulary {
  #sectors = new Map();
  #precisions = new Map();

  /** Read the vocabularies. Rejects when they cannot be had; the map is then drawn with plain signs. */
  async load(api) {
    const words = await readJson(new URL("vocabularies", api));
    this.#sectors = new Map((words.sector ?? []).map((term) => [term.value, term]));
    this.#precisions = new Map((words.precision ?? []).map((term) => [term.value, term.label.toLowerCase()]));
  }

  /** The sector's term; a value that is not of the vocabulary counts as not stated. */
  sector(value) {
    return this.#sectors.get(value) ?? NOT_STATED;
  }

  /** All sectors in the order of the vocabulary, and "not stated" at the end. */
  get sectors() {
    return [...this.#sectors.values(), NOT_STATED];
  }

  /** How exactly a place is known, in a word; empty for an unknown value. */
  precision(value) {
    return this.#precisions.get(value) ?? value ?? "";
  }

  /** The shares of a cluster in the order of the vocabulary: [[term, count], …]. */
  shares(counts) {
    const rest = new Map(Object.entries(counts ?? {}));
    const shares = [];
    for (const [value, term] of this.#sectors) {
      if (rest.has(value)) shares.push([term, rest.get(value)]);
      rest.delete(value);
    }
    const unstated = [...rest.values()].reduce((sum, count) => sum + count, 0);
    if (unstated) shares.push([NOT_STATED, unstated]);
    return shares;
  }
}
