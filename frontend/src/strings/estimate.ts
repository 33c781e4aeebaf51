/* Words for estimates: what a paper or an order would do, as far as our side can tell. */

import { signed } from "../table/format";

export const e = {
  ask: "What would this do?",
  again: "Ask again",
  stale: "This was asked before the last change.",
  working: "Being worked out",
  progress: (done: number, total: number) => `${done} of ${total}`,
  cancel: "Stop",
  cancelled: "Stopped.",
  failed: "This could not be worked out. Ask again.",
  quick: (points: string) => `For us: ${points} points`,
  quickHint: "Expected change of your own score by the end of the game, if nothing else is agreed. Nobody else sees it.",
  none: "For us: no change",
  points: (points: string) => `${points} points for us`,
  range: (low: number, high: number) => `between ${signed(low, 1)} and ${signed(high, 1)}`,
  scores: (before: string, after: string, horizon: number) => `From ${before} to ${after} of 100 at the end of turn ${horizon}, if nothing else is agreed and everybody does what is expected of them.`,
  futures: (n: number) => `${n} possible futures were played through, with what your side knows and nothing more.`,
  because: "What makes the difference",
  nothing: "Nothing that your side would notice.",
  more: (n: number) => `${n} smaller causes`,
  findings: "What could be stopped, by our figures",
  people: (name: string) => `People covered: ${name}`,
  reach: "Russian launch areas in reach",
  was: "now",
  would: "then",
  breaches: "Promises that would be broken",
  breach: (who: string, turn: number, sentence: string) => `${who}, turn ${turn}: ${sentence}`,
  leftOut: "What would not be done, to keep promises",
} as const;
