/* Questions that the page asks about what goes on inside a cell: consents, forecasts, votes, commitments, what has moved in
   an assessment. Each has one answer here; no drawing. */

import type { BeliefView, CommitmentMade, ConsentView, ForecastGiven, LateView, TimeRequestView, View, VoteView } from "../../net/wire";
import type { Catalogue, CatalogueAssessment } from "../catalogue";

export interface Body {
  id: string;
  who: string;
  title: string;
  words: string;
  answer: ConsentView | null;
}

/** Everybody outside the table whose agreement the scenario asks for; who refuses first, then who has not answered. */
export function bodies(view: View, catalogue: Catalogue): Body[] {
  const rank = (body: Body) => (body.answer === null ? 1 : body.answer.answer === "no" ? 0 : 2);
  return Object.entries(catalogue.consents)
    .map(([id, row]) => ({ id, ...row, answer: view.consents[id] ?? null }))
    .sort((a, b) => rank(a) - rank(b) || (a.who < b.who ? -1 : 1));
}

export interface Question {
  id: string;
  text: string;
  turn: number;
  /** may still be answered */
  open: boolean;
  outcome: boolean | null;
  mine: ForecastGiven | null;
  /** everybody's, once they may be read */
  given: ForecastGiven[];
}

/** Questions that this game decides: open ones by their turn, then those that are decided, the latest first. */
export function questions(view: View, catalogue: Catalogue): Question[] {
  const { number } = view.turn;
  const past = ["adjudication", "results", "over"].includes(view.phase.name);
  return Object.entries(catalogue.forecasts)
    .filter(([, row]) => row.turn <= view.game.turns)
    .map(([id, row]) => {
      const seen = view.forecasts[id];
      const given = Object.values(seen?.given ?? {});
      const open = !view.game.over && (number < row.turn || (number === row.turn && !past));
      return { id, text: row.question, turn: row.turn, open, outcome: seen?.outcome ?? null, mine: given.find((one) => one.seat === view.you.seat) ?? null, given };
    })
    .sort((a, b) => Number(b.open) - Number(a.open) || (a.open ? a.turn - b.turn : b.turn - a.turn));
}

/** Mean Brier score of one's scored forecasts; null without any. */
export function meanBrier(list: Question[]): { mean: number; count: number } | null {
  const scores = list.map((question) => question.mine?.brier).filter((score): score is number => typeof score === "number");
  return scores.length > 0 ? { mean: scores.reduce((sum, score) => sum + score, 0) / scores.length, count: scores.length } : null;
}

/** The vote to be shown: the open one, else the last that closed. */
export function vote(view: View): VoteView | null {
  const all = Object.values(view.votes);
  return all.find((one) => one.open) ?? all.sort((a, b) => b.called_ms - a.called_ms)[0] ?? null;
}

export function tally(one: VoteView): number[] {
  const counts = one.choices.map(() => 0);
  for (const choice of Object.values(one.cast)) counts[choice] = (counts[choice] ?? 0) + 1;
  return counts;
}

/** Choices written one a line; null unless they are two to eight different ones. */
export function choicesIn(text: string): string[] | null {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  return lines.length >= 2 && lines.length <= 8 && new Set(lines).size === lines.length ? lines : null;
}

/** The cell's own latest request for time in this turn. */
export const request = (view: View): TimeRequestView | null =>
  Object.values(view.time_requests)
    .filter((one) => one.cell === view.you.cell && one.turn === view.turn.number)
    .sort((a, b) => b.asked_ms - a.asked_ms)[0] ?? null;

export const committed = (view: View): CommitmentMade | null => view.commitments[`${view.turn.number}:${view.you.cell}`] ?? null;

/** What to say about lateness: of this turn, else what was entered in the one before. */
export const lateness = (view: View): LateView | null => view.late[`${view.turn.number}:${view.you.cell}`] ?? view.late[`${view.turn.number - 1}:${view.you.cell}`] ?? null;

export interface Parameter {
  name: string;
  value: number;
  low: number;
  high: number;
  unit: string;
  moved: BeliefView | null;
}

/** An assessment's parameters as it holds them now, those that have moved first. */
export function parameters(id: string, assessment: CatalogueAssessment, view: View): Parameter[] {
  const beliefs = view.assessments[id] ?? {};
  return Object.entries(assessment.parameters ?? {})
    .map(([name, row]) => {
      const moved = beliefs[name] ?? null;
      return { name, value: (moved ?? row).value, low: (moved ?? row).low, high: (moved ?? row).high, unit: row.unit, moved };
    })
    .sort((a, b) => Number(b.moved !== null) - Number(a.moved !== null));
}
