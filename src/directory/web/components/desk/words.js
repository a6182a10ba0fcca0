// What the desk calls things, and how it writes the cells of a record for people and for curators' hands.

export const STATES = { received: "To decide", waiting: "Waiting for an answer", accepted: "Accepted", declined: "Declined", merged: "Merged", withdrawn: "Withdrawn" };
export const OPEN = new Set(["received", "waiting"]);

/** Split a cell into its parts; a cell that is no list is one part. */
export function parts(field, cell) {
  const separator = field.many ? ";" : field.separator.trim();
  const cut = separator ? cell.split(separator) : [cell];
  return cut.map((part) => part.trim()).filter(Boolean);
}

/** Say a cell in words; one part of a list to a line. */
export function said(field, cell) {
  return parts(field, cell).map((part) => field.choices.find(([value]) => value === part)?.[1] ?? part).join("\n");
}

/** Say in a word how a cell differs; "" when it does not. */
export function differs(before, after) {
  if (before === after) return "";
  if (!before) return "added";
  return after ? "changed" : "removed";
}

const LONG = 400; // words; longer texts are not compared word by word
const ALIKE = 0.5; // texts that share less are another text altogether

/** Put what goes before what comes, wherever nothing but blanks stays between them. */
function gathered(pieces) {
  const groups = [];
  let group = null;
  const close = () => {
    for (const kind of ["out", "in"]) if (group?.[kind]) groups.push([kind, group[kind]]);
    group = null;
  };
  pieces.forEach(([kind, text], place) => {
    const between = kind === "same" && !text.trim() && group && place < pieces.length - 1;
    if (kind === "same" && !between) {
      close();
      groups.push([kind, text]);
      return;
    }
    group ??= { out: "", in: "" };
    for (const side of between ? ["out", "in"] : [kind]) group[side] += text;
  });
  close();
  return groups;
}

/** Cut two texts into pieces [kind, text]: what stays ("same"), what goes ("out"), what comes ("in"), word by word. */
export function compared(before, after) {
  const [one, other] = [before, after].map((text) => text.split(/(\s+)/).filter(Boolean));
  const whole = [["out", before], ["in", after]];
  if (one.length > LONG || other.length > LONG) return whole;
  // The longest common subsequence, from the end; texts of records are short.
  const common = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      common[i][j] = one[i] === other[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const pieces = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      pieces.push(["same", one[i]]);
      i += 1;
      j += 1;
    } else if (j >= other.length || (i < one.length && common[i + 1][j] >= common[i][j + 1])) pieces.push(["out", one[i++]]);
    else pieces.push(["in", other[j++]]);
  }
  const kept = pieces.filter(([kind, text]) => kind === "same" && text.trim()).length;
  const words = (texts) => texts.filter((text) => text.trim()).length;
  return kept < ALIKE * Math.min(words(one), words(other)) ? whole : gathered(pieces);
}
