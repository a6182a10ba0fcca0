// What a curator fills in for a decision: a reason, a question, or the entry to merge into. Each opens over the actions.
import { EntrySearch, entryLines } from "./entries.js";
import { el } from "../dom.js";

function text(id, label, { limit, value, changed, required = false }) {
  const area = el("textarea", { id, rows: 3, maxlength: limit, value, required, oninput: () => changed(area.value) });
  return [area, el("div", { class: "edit" }, el("label", { for: id }, label), area)];
}

function frame(title, { close, submit, verb }, ...content) {
  const send = verb ? el("button", { type: "submit", class: "button primary" }, verb) : null;
  const element = el("form", { class: "asked", "aria-label": title, onsubmit: (event) => { event.preventDefault(); submit(); } }, el("h3", {}, title), ...content,
    el("div", { class: "two" }, send, el("button", { type: "button", class: "button", onclick: close }, "Cancel")));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && verb) element.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return element;
}

/** Why it is declined: one reason of the list, and words. Everyone can read both. */
export function declineForm({ words, draft, keep, close, send }) {
  let { reason = "", words: said = "" } = draft.decline ?? {};
  const problem = el("p", { class: "issue", role: "alert" });
  const put = () => keep({ decline: { reason, words: said } });
  const radio = ([value, label]) => el("label", { class: "check" }, el("input", { type: "radio", name: "reason", value, checked: value === reason, onchange: () => { reason = value; put(); } }), label);
  const [, area] = text("decline-words", "Words for the contributor, optional", { limit: words.limit, value: said, changed: (typed) => { said = typed; put(); } });
  const radios = el("fieldset", { class: "radios" }, el("legend", {}, "Reason"), words.reasons.map(radio));
  const submit = () => {
    if (reason) send({ reason, words: said });
    else {
      problem.textContent = "Choose a reason: the contributor deserves one.";
      radios.querySelector("input").focus();
    }
  };
  const element = frame("Decline", { close, submit, verb: "Decline" }, radios, area, problem, el("p", { class: "small" }, "Everyone can read the reason and the words on Decisions."));
  return { element, first: radios.querySelector("input:checked") ?? radios.querySelector("input") };
}

/** What to ask the contributor. */
export function askForm({ words, draft, keep, close, send, reachable }) {
  let question = draft.question ?? "";
  const problem = el("p", { class: "issue", role: "alert" });
  const [input, area] = text("question", "Question to the contributor", { limit: words.limit, value: question, changed: (typed) => { question = typed; keep({ question }); } });
  const submit = () => {
    if (question.trim()) send({ question });
    else {
      problem.textContent = "Type the question.";
      input.focus();
    }
  };
  const seen = "see it when they open their receipt page.";
  const note = !reachable ? `They left no address, and ${seen}` : words.mail ? "They get it by mail and on their receipt page." : `This directory sends no mail: they ${seen}`;
  return { element: frame("Ask", { close, submit, verb: "Send the question" }, area, problem, el("p", { class: "small" }, note)), first: input };
}

/** Which entry it belongs to: a likely double, or any other by search. */
export function mergeForm({ words, submission, close, send }) {
  const offered = submission.doubles.map((double) => el("li", {}, el("div", {}, entryLines(double), el("span", { class: "small" }, double.reasons.join("; "))), el("button", { type: "button", class: "button", "aria-label": `Merge: ${double.name}`, onclick: () => send({ into: double.id }) }, "Merge")));
  const search = new EntrySearch({ api: words.api, verb: "Merge", without: submission.kind === "new" ? "" : submission.proposal.target, chosen: ({ id }) => send({ into: id }) });
  const note = submission.kind === "new" ? "The submission is closed; the entry stays as it is." : "The old entry leads to the other one from then on.";
  return { element: frame("Merge into another entry", { close, submit: () => {} }, offered.length ? el("ul", { class: "entries" }, offered) : null, search.element, el("p", { class: "issue", role: "alert" }), el("p", { class: "small" }, note)), first: search.input };
}
