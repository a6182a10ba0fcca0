// Asking our own API: the answer's body, or a Problem that says in words what happened and that nothing typed is lost.

const WORDS = {
  401: "You are not signed in any more. What you typed is kept: sign in in another tab, then try again.",
  404: "This is not there any more.",
  409: "Somebody changed this meanwhile.",
  413: "This is too long. Shorten it and try again.",
};
const NOT_SAVED = "Not saved. Nothing you typed is lost; try again.";
const UNREACHABLE = "The directory does not answer now. Nothing you typed is lost; try again.";
const NOT_READ = "The directory does not answer now; try again in a moment.";

/** Say how long to wait, from the seconds that the server names. */
function wait(seconds) {
  const minutes = Math.ceil(Number(seconds) / 60);
  return !minutes ? "a moment" : minutes === 1 ? "a minute" : `${minutes} minutes`;
}

/** What to say of an answer; the hints of its issues say more than that there are some. */
function wordsOf(status, { body, retry, isSent }) {
  if (!status || status === 503) return !isSent ? NOT_READ : status ? NOT_SAVED : UNREACHABLE;
  if (status === 429) return `Too many attempts. Try again in ${wait(retry)}.`;
  const hints = (body.issues ?? []).map(({ hint }) => `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`.replace(/\.\.$/, "."));
  return WORDS[status] ?? (hints.join(" ") || body.detail || "This did not work. Nothing you typed is lost; try again.");
}

/** Why a question was not answered: `message` is for people, `status` is 0 when no answer came. */
export class Problem extends Error {
  constructor(status, { body = {}, retry = "", isSent = false } = {}) {
    super(wordsOf(status, { body, retry, isSent }));
    this.status = status;
    this.body = body;
    this.issues = body.issues ?? [];
  }
}

async function json(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}

/** Ask an address of ours; a body is sent as JSON by POST. Throws Problem, or AbortError when the signal says so. */
export async function ask(address, { body, signal } = {}) {
  const sent = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let answer;
  try {
    answer = await fetch(address, { ...sent, signal, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, { isSent: body !== undefined });
  }
  if (answer.status === 204) return {};
  const told = await json(answer);
  if (!answer.ok) throw new Problem(answer.status, { body: told, retry: answer.headers.get("Retry-After"), isSent: body !== undefined });
  return told;
}

/** Write values as a query, those that are blank left out. */
export function query(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
}
