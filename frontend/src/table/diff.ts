/* What changed between two sentences, word by word, so that a paper can mark it and a screen reader can say it. Pure. */

export interface Piece {
  kind: "same" | "gone" | "new";
  text: string;
}

/** The pieces in reading order; a blank stands between two of them. What is gone stands before what is new. */
export function diffWords(before: string, after: string): Piece[] {
  const a = before.split(/\s+/).filter(Boolean);
  const b = after.split(/\s+/).filter(Boolean);
  const common = lengths(a, b);
  const pieces: Piece[] = [];
  let gone: string[] = [];
  let fresh: string[] = [];
  const flush = () => {
    if (gone.length) pieces.push({ kind: "gone", text: gone.join(" ") });
    if (fresh.length) pieces.push({ kind: "new", text: fresh.join(" ") });
    gone = [];
    fresh = [];
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      flush();
      const last = pieces.at(-1);
      if (last?.kind === "same") last.text += ` ${a[i]}`;
      else pieces.push({ kind: "same", text: a[i]! });
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || common[i + 1]![j]! >= common[i]![j + 1]!)) gone.push(a[i++]!);
    else fresh.push(b[j++]!);
  }
  flush();
  return pieces;
}

/** table[i][j]: how many words the ends a[i…] and b[j…] have in common, in order. */
function lengths(a: string[], b: string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
  return table;
}

/** The change in words: “changed from 10 to 5”; where several places changed, both sentences. */
export function spokenChange(before: string, after: string): string {
  const pieces = diffWords(before, after);
  const gone = pieces.filter((piece) => piece.kind === "gone").map((piece) => bare(piece.text));
  const fresh = pieces.filter((piece) => piece.kind === "new").map((piece) => bare(piece.text));
  if (gone.length === 1 && fresh.length === 1) return `changed from ${gone[0]} to ${fresh[0]}`;
  if (gone.length === 0 && fresh.length > 0) return `added: ${fresh.join("; ")}`;
  if (fresh.length === 0 && gone.length > 0) return `taken out: ${gone.join("; ")}`;
  return `changed from “${before}” to “${after}”`;
}

const bare = (text: string): string => text.replace(/[,.;:]+$/, "");
