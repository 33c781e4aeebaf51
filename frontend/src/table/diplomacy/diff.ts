/* What changed between two sentences, word by word, so that a paper can mark it and a screen reader can say it. Pure. */

import { w } from "../../strings/words";

export interface Piece {
  kind: "same" | "gone" | "new";
  text: string;
  /** a blank stands before it */
  apart: boolean;
}

interface Token {
  text: string;
  apart: boolean;
}

/** Words and, apart from them, the marks that follow them: “States.” and “States and” share their first word. */
function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (const match of text.matchAll(/(\s*)([^\s.,;:]+(?:[.,:](?=\d)[^\s.,;:]+)*|[.,;:])/g)) found.push({ text: match[2]!, apart: match[1] !== "" });
  return found;
}

const joined = (list: Token[]): string => list.map((token, n) => (n > 0 && token.apart ? " " : "") + token.text).join("");

/** The pieces in reading order. What is gone stands before what is new. */
export function diffWords(before: string, after: string): Piece[] {
  const a = tokens(before);
  const b = tokens(after);
  const common = lengths(a, b);
  const pieces: Piece[] = [];
  let same: Token[] = [];
  let gone: Token[] = [];
  let fresh: Token[] = [];
  const put = (kind: Piece["kind"], list: Token[]) => {
    if (list.length) pieces.push({ kind, text: joined(list), apart: pieces.length > 0 && list[0]!.apart });
  };
  const flush = () => {
    put("same", same);
    put("gone", gone);
    put("new", fresh);
    same = [];
    gone = [];
    fresh = [];
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i]!.text === b[j]!.text) {
      if (gone.length || fresh.length) flush();
      same.push(b[j]!);
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || common[i + 1]![j]! >= common[i]![j + 1]!)) gone.push(a[i++]!);
    else fresh.push(b[j++]!);
  }
  flush();
  // Two words beside each other never run together, whatever stood between them before.
  return pieces.map((piece, n) => (n > 0 && piece.kind !== "same" && /\w/.test(piece.text[0]!) ? { ...piece, apart: true } : piece));
}

/** table[i][j]: how many tokens the ends a[i…] and b[j…] have in common, in order. */
function lengths(a: Token[], b: Token[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i]![j] = a[i]!.text === b[j]!.text ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
  return table;
}

/** The change in words: “changed from 10 to 5”; where several places changed, both sentences. */
export function spokenChange(before: string, after: string): string {
  const pieces = diffWords(before, after);
  const gone = pieces.filter((piece) => piece.kind === "gone").map((piece) => piece.text);
  const fresh = pieces.filter((piece) => piece.kind === "new").map((piece) => piece.text);
  if (gone.length === 1 && fresh.length === 1) {
    // A number is said with what it counts: “from 10 to 5 interceptors”.
    const after = pieces.slice(pieces.findIndex((piece) => piece.kind === "new") + 1).find((piece) => piece.kind === "same");
    const counted = /^[\d.,]+$/.test(fresh[0]!) ? (after?.text.match(/^[\p{L}$%]+/u)?.[0] ?? "") : "";
    return w.change.fromTo(gone[0]!, counted ? `${fresh[0]!} ${counted}` : fresh[0]!);
  }
  if (gone.length === 0 && fresh.length > 0) return w.change.added(fresh.join("; "));
  if (fresh.length === 0 && gone.length > 0) return w.change.gone(gone.join("; "));
  return w.change.sentences(before, after);
}
