// Learns of each new version of the data, while the page is seen: one stream for each visible tab, none for others.

const AGAIN_MS = 30_000; // a browser gives up a stream that is refused; this asks anew
const LATE_MS = 2500; // another process may draw the page, and be a moment behind the one that tells

export class LiveVersion {
  #address;
  #told;
  #shown;
  #stream = null;
  #timers = new Set();
  #seen = () => (document.visibilityState === "visible" ? this.#open() : this.#close());

  /** Call `told(version)` when another version than the one that is shown is published. */
  constructor(address, told) {
    this.#address = address;
    this.#told = told;
    document.addEventListener("visibilitychange", this.#seen);
    this.#seen();
  }

  /** Note which version the page shows. */
  set shown(version) {
    this.#shown = version;
  }

  end() {
    document.removeEventListener("visibilitychange", this.#seen);
    this.#close();
  }

  #open() {
    if (this.#stream) return;
    this.#stream = new EventSource(this.#address);
    this.#stream.onmessage = ({ data }) => {
      this.#compare(data);
      this.#later(() => this.#compare(data), LATE_MS);
    };
    this.#stream.onerror = () => {
      if (this.#stream?.readyState !== EventSource.CLOSED) return; // it tries again by itself
      this.#close();
      this.#later(this.#seen, AGAIN_MS);
    };
  }

  #compare(version) {
    if (version !== this.#shown) this.#told(version);
  }

  #later(act, ms) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }

  #close() {
    this.#stream?.close();
    this.#stream = null;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
