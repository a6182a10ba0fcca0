// Between what the form holds and what the API takes: the cells of data/initiatives.csv, lists with their separators.

const SEPARATORS = { organisation: "; ", roles: ";", partners: "; ", sources: ";" };
const OURS = ["id", "added", "updated"]; // the directory itself sets them
const PIN = ["latitude", "longitude"];
const NOWHERE = ["address", ...PIN]; // what an initiative without a place does not have

/** What an empty form holds. */
export function emptyState(kind, target = "") {
  return { kind, target, base_revision: 0, values: valuesOf({}), links: [], message: "", step: 0 };
}

/** Turn a row of cells into what the fields hold. */
export function valuesOf(row) {
  const values = { ...row };
  for (const column of OURS) delete values[column];
  for (const [column, separator] of Object.entries(SEPARATORS)) {
    values[column] = (row[column] ?? "").split(separator.trim()).map((part) => part.trim()).filter(Boolean);
  }
  return values;
}

function joined(column, parts) {
  const clean = parts.map((part) => part.trim()).filter(Boolean);
  // A semicolon would end an address in the file; browsers understand its escaped form.
  const safe = column === "sources" ? clean.map((part) => part.replaceAll(";", "%3B")) : clean;
  return safe.join(SEPARATORS[column]);
}

function cellsOf(values) {
  const cells = {};
  for (const [column, value] of Object.entries(values)) {
    const skipped = values.place_kind === "online" && NOWHERE.includes(column);
    cells[column] = skipped ? "" : SEPARATORS[column] ? joined(column, value) : value;
  }
  return cells;
}

function link({ relation, other_id, direction, since, until, evidence }) {
  return { relation, other_id, direction, since, until, evidence };
}

/** What is sent: a removal and a report say nothing but which entry and why. */
export function proposalOf({ kind, target, base_revision, values, links, message }) {
  const says = kind === "new" || kind === "correction";
  return { kind, target, base_revision, initiative: says ? cellsOf(values) : {}, links: says ? links.map(link) : [], message };
}

/** What the form holds of a proposal that was sent before; names of linked entries are looked up by their ids. */
export function stateOf(proposal, names = {}) {
  const links = proposal.links.map((each) => ({ ...each, name: names[each.other_id] ?? each.other_id }));
  return { ...emptyState(proposal.kind, proposal.target), base_revision: proposal.base_revision, values: valuesOf(proposal.initiative), links, message: proposal.message };
}

/** Put what was typed for a new entry where an entry that exists says nothing; lists are added to. */
export function carriedOver(present, typed) {
  const values = { ...present };
  for (const [column, value] of Object.entries(typed)) {
    if (Array.isArray(value)) values[column] = [...new Set([...(present[column] ?? []), ...value])];
    else if (!present[column]) values[column] = value;
    // A pin and a kind of place belong to the place that is already stated.
    if ((column === "place_kind" || PIN.includes(column)) && present.place_kind) values[column] = present[column] ?? "";
  }
  return values;
}
