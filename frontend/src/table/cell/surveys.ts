/* Surveys, without drawing: which are open, what has been typed into a sheet, what it comes to as a command, and what control
   counts of the sheets that came in. */

import type { SurveyQuestionView, SurveySheet, SurveyView, View } from "../../net/wire";
import { q } from "../../strings/surveys";

/** What a person has typed at one question; only what belongs to its kind is used. */
export interface Entry {
  pick: number | string | null;
  picks: string[];
  best: string;
  low: string;
  high: string;
  words: string;
  skip: boolean;
  why: string;
}
export type Entries = Record<string, Entry>;

export const EMPTY: Entry = { pick: null, picks: [], best: "", low: "", high: "", words: "", skip: false, why: "" };

// A rough guide for the card, not measured: a question that is answered by a press, and one that wants words.
const CLOSED_S = 12;
const WORDS_S = 40;

/** Surveys that take answers now, the one that opened last first. */
export const openSurveys = (view: View): SurveyView[] =>
  Object.values(view.surveys?.asked ?? {})
    .filter((one) => one.open)
    .sort((a, b) => b.opened_ms - a.opened_ms || (a.id < b.id ? -1 : 1));

/** How long it takes, whole minutes, at least one. */
export function minutesFor(survey: SurveyView): number {
  const seconds = survey.order.reduce((sum, name) => sum + (survey.questions[name]?.kind === "text" ? WORDS_S : CLOSED_S), 0);
  return Math.max(1, Math.round(seconds / 60));
}

/** The words of a question, with the name of the side that it is about. */
export const asking = (question: { text: string; about?: string | null }, name: (id: string) => string): string =>
  question.about ? question.text.replaceAll("{cell}", name(question.about)) : question.text;

/** An answer as the server keeps it; undefined if there is none or it was erased. */
export function valueIn(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What to show in the form: what was typed and not sent, else what was handed in. */
export function entriesOf(survey: SurveyView, typed: Entries | null): Entries {
  return Object.fromEntries(survey.order.map((name) => [name, { ...EMPTY, ...(typed?.[name] ?? handedIn(survey.questions[name]!, survey.yours)) }]));
}

function handedIn(question: SurveyQuestionView, sheet: SurveySheet | null): Partial<Entry> {
  if (!sheet) return {};
  if (sheet.skipped && question.id in sheet.skipped) return { skip: true, why: sheet.skipped[question.id] ?? "" };
  const value = valueIn(sheet.answers?.[question.id]);
  if (value === undefined) return {};
  if (question.kind === "scale" || question.kind === "choice") return { pick: value as number | string };
  if (question.kind === "choices") return { picks: value as string[] };
  if (question.kind === "text") return { words: String(value) };
  if (typeof value === "object" && value !== null) {
    const guess = value as { best: number; low: number; high: number };
    return { best: String(guess.best), low: String(guess.low), high: String(guess.high) };
  }
  return { best: String(value) };
}

/** Whether anything stands at a question, skipped or not. */
export const said = (question: SurveyQuestionView, entry: Entry): boolean => entry.skip || answerOf(question, entry) !== null || faultOf(question, entry) !== null;

/** The answer as the command takes it; null if the question is left open or is not answered rightly yet. */
export function answerOf(question: SurveyQuestionView, entry: Entry): unknown {
  if (faultOf(question, entry) !== null) return null;
  switch (question.kind) {
    case "scale":
    case "choice":
      return entry.pick;
    case "choices":
      return entry.picks.length > 0 ? entry.picks : null;
    case "text":
      return entry.words.trim() || null;
    case "number":
      if (entry.best.trim() === "") return null;
      return question.interval ? { best: Number(entry.best), low: Number(entry.low), high: Number(entry.high) } : Number(entry.best);
  }
}

/** What is wrong with what is typed, as a sentence; null if nothing is, or if nothing is typed. */
export function faultOf(question: SurveyQuestionView, entry: Entry): string | null {
  if (question.kind === "choices" && question.most !== undefined && entry.picks.length > question.most) return q.fault.most(question.most);
  if (question.kind !== "number") return null;
  const typed = question.interval ? [entry.low, entry.best, entry.high] : [entry.best];
  const filled = typed.filter((text) => text.trim() !== "");
  if (filled.length === 0) return null;
  const [least, most] = [question.min ?? 0, question.max ?? 0];
  if (filled.some((text) => !Number.isFinite(Number(text)) || Number(text) < least || Number(text) > most)) return q.fault.number(least, most);
  if (filled.length < typed.length) return q.fault.all;
  const [low, best, high] = typed.map(Number) as [number, number, number];
  return question.interval && !(low <= best && best <= high) ? q.fault.order : null;
}

/** The sheet as the command `survey.answer` takes it. */
export function sheetOf(survey: SurveyView, entries: Entries): { survey: string; answers: Record<string, unknown>; skipped: Record<string, string> } {
  const answers: Record<string, unknown> = {};
  const skipped: Record<string, string> = {};
  for (const name of survey.order) {
    const entry = entries[name] ?? EMPTY;
    const answer = answerOf(survey.questions[name]!, entry);
    if (entry.skip) skipped[name] = entry.why.trim();
    else if (answer !== null) answers[name] = answer;
  }
  return { survey: survey.id, answers, skipped };
}

// What control counts.

export interface Turnout {
  cell: string;
  asked: number;
  answered: number;
  declined: number;
}

/** How many people of each side sit there, and how many of them have answered or declined. Bots are not people. */
export function turnout(view: View, survey: SurveyView): Turnout[] {
  const sheets = Object.values(view.surveys?.desk?.sheets ?? {}).filter((sheet) => sheet.survey === survey.id);
  return Object.values(view.cells)
    .filter((cell) => cell.id !== "control")
    .map((cell) => {
      const seats = Object.values(cell.seats).filter((seat) => seat.taken && seat.bot !== "plays" && (survey.to.includes("all") || survey.to.includes(cell.id) || survey.to.includes(seat.id)));
      const own = sheets.filter((sheet) => sheet.cell === cell.id);
      const answered = own.filter((sheet) => sheet.status === "answered").length;
      return { cell: cell.id, asked: Math.max(seats.length, own.length), answered, declined: own.length - answered };
    })
    .filter((row) => row.asked > 0);
}

export interface Given {
  seat: string;
  cell: string;
  value: unknown;
}

/** The answers to one question, as far as they may be read. */
export function given(view: View, survey: SurveyView, question: string): Given[] {
  return Object.values(view.surveys?.desk?.sheets ?? {})
    .filter((sheet) => sheet.survey === survey.id)
    .map((sheet) => ({ seat: sheet.seat, cell: sheet.cell, value: valueIn(sheet.answers?.[question]) }))
    .filter((one) => one.value !== undefined)
    .sort((a, b) => (a.seat < b.seat ? -1 : 1));
}

/** How many would rather not say. */
export const skips = (view: View, survey: SurveyView, question: string): number =>
  Object.values(view.surveys?.desk?.sheets ?? {}).filter((sheet) => sheet.survey === survey.id && sheet.skipped && question in sheet.skipped).length;

/** The options of a question with how many chose each, of one side or of all (null). Words and numbers have no options. */
export function counts(question: SurveyQuestionView, answers: Given[], cell: string | null): { option: string; n: number }[] {
  const own = answers.filter((one) => cell === null || one.cell === cell).flatMap((one) => (Array.isArray(one.value) ? (one.value as unknown[]) : [one.value]));
  const options = question.kind === "scale" ? Array.from({ length: question.points ?? 0 }, (_, n) => ({ value: n + 1 as unknown, option: String(n + 1) })) : (question.choices ?? []).map((choice) => ({ value: choice.value as unknown, option: choice.label }));
  return options.map(({ value, option }) => ({ option, n: own.filter((each) => each === value).length }));
}

const sizeOf = (value: unknown): number => (typeof value === "object" && value !== null ? (value as { best: number }).best : Number(value));

/** The median of three answers or more; of an even number the two in the middle, unless they are the same. */
export function median(answers: Given[]): string {
  if (answers.length < 3) return "–";
  const sizes = answers.map((one) => sizeOf(one.value)).sort((a, b) => a - b);
  const [low, high] = [sizes[(sizes.length - 1) >> 1]!, sizes[sizes.length >> 1]!];
  return low === high ? String(low) : `${low}–${high}`;
}

/** A number as it was guessed. */
export function guessed(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const { best, low, high } = value as { best: number; low: number; high: number };
  return q.desk.guess(String(best), String(low), String(high));
}
