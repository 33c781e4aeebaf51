/* The surveys that control can open, the scenario's and its own, and the form in which it writes one. Pure. */

import type { SurveyQuestionWords, SurveyView, View } from "../../net/wire";
import type { Catalogue } from "../../table/catalogue";
import { q } from "../../strings/surveys";

export interface Paper {
  id: string;
  title: string;
  words: string;
  to: string[];
  answers: "at once" | "after the game";
  closes: string | null;
  opens: string | null;
  turns: number[];
  own: boolean;
  questions: SurveyQuestionWords[];
  /** its openings, the newest first */
  openings: SurveyView[];
}

interface PackSurvey {
  title: string;
  words?: string;
  to?: string[];
  answers?: "at once" | "after the game";
  closes?: string;
  opens?: string;
  turns?: number[];
  questions: string[];
}

/** Every survey of this table: the scenario's in its order, then control's own. One that control rewrote stands in place. */
export function papers(view: View, catalogue: Catalogue | null): Paper[] {
  const desk = view.surveys?.desk;
  const known = (catalogue?.survey_questions ?? {}) as Record<string, SurveyQuestionWords>;
  const scenario = Object.entries((catalogue?.surveys ?? {}) as Record<string, PackSurvey>);
  const openings = (id: string) =>
    Object.values(desk?.opened ?? {})
      .filter((one) => one.survey === id)
      .sort((a, b) => b.turn - a.turn);
  const written = (id: string): Omit<Paper, "opens" | "turns"> | null => {
    const row = desk?.papers[id];
    return row ? { id, title: row.title, words: row.words ?? "", to: row.to, answers: row.answers, closes: row.closes, own: true, questions: row.order.map((name) => ({ ...row.questions[name]!, id: name })), openings: openings(id) } : null;
  };
  const rows = scenario.map(([id, row]): Paper => {
    const plain = { id, title: row.title, words: row.words ?? "", to: row.to ?? ["all"], answers: row.answers ?? ("at once" as const), closes: row.closes ?? null, own: false, questions: row.questions.map((name) => ({ ...known[name]!, id: name })), openings: openings(id) };
    return { ...plain, ...written(id), opens: row.opens ?? null, turns: row.turns ?? [] };
  });
  const own = Object.keys(desk?.papers ?? {})
    .filter((id) => !scenario.some(([name]) => name === id))
    .map((id): Paper => ({ ...written(id)!, opens: null, turns: [] }));
  return [...rows, ...own];
}

/** A question as it stands in the form: everything as it is typed. */
export interface Asked {
  id: string;
  kind: SurveyQuestionWords["kind"];
  text: string;
  each_other: boolean;
  points: number;
  low: string;
  high: string;
  choices: string;
  values: { value: string; label: string }[];
  most: string;
  min: string;
  max: string;
  unit: string;
  interval: boolean;
}
export interface Form {
  survey: string | null;
  title: string;
  words: string;
  to: string[];
  answers: "at once" | "after the game";
  closes: string;
  questions: Asked[];
  reason: string;
}

export const blankQuestion = (id: string): Asked => ({ id, kind: "scale", text: "", each_other: false, points: 7, low: "", high: "", choices: "", values: [], most: "", min: "0", max: "100", unit: "", interval: false });

export const blankForm = (): Form => ({ survey: null, title: "", words: "", to: ["all"], answers: "at once", closes: "", questions: [blankQuestion("q1")], reason: "" });

export const formOf = (paper: Paper): Form => ({
  ...blankForm(),
  survey: paper.id,
  title: paper.title,
  words: paper.words,
  to: paper.to,
  answers: paper.answers,
  closes: paper.closes ?? "",
  questions: paper.questions.map((row) => ({
    ...blankQuestion(row.id),
    kind: row.kind,
    text: row.text,
    each_other: row.each_other ?? false,
    points: row.points ?? 7,
    low: row.low ?? "",
    high: row.high ?? "",
    choices: (row.choices ?? []).map((choice) => choice.label).join("\n"),
    values: row.choices ?? [],
    most: row.most === undefined ? "" : String(row.most),
    min: String(row.min ?? 0),
    max: String(row.max ?? 100),
    unit: row.unit ?? "",
    interval: row.interval ?? false,
  })),
});

export const nextId = (questions: Asked[]): string => {
  for (let n = questions.length + 1; ; n++) if (!questions.some((row) => row.id === `q${n}`)) return `q${n}`;
};

const lines = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);

/** What keeps the form from being sent, as a sentence; null if nothing does. */
export function faultIn(form: Form): string | null {
  if (!form.title.trim()) return q.write.faults.title;
  if (form.to.length === 0) return q.write.faults.to;
  for (const [at, row] of form.questions.entries()) {
    if (!row.text.trim()) return q.write.faults.text(at + 1);
    const choices = lines(row.choices);
    if ((row.kind === "choice" || row.kind === "choices") && (choices.length < 2 || new Set(choices).size < choices.length)) return q.write.faults.choices(at + 1);
    if (row.kind === "scale" && !(Number(row.points) >= 2 && Number(row.points) <= 11)) return q.write.faults.points(at + 1);
    if (row.kind === "number" && !(row.min.trim() !== "" && row.max.trim() !== "" && Number(row.min) < Number(row.max))) return q.write.faults.bounds(at + 1);
  }
  return null;
}

/** The form as the command `survey.write` takes it. A choice that keeps its words keeps its value, so that answers stay comparable. */
export function written(form: Form, now: boolean, reason: string): Record<string, unknown> {
  return {
    ...(form.survey ? { survey: form.survey } : {}),
    title: form.title.trim(),
    words: form.words.trim(),
    to: form.to,
    answers: form.answers,
    closes: form.closes || null,
    now,
    reason,
    questions: form.questions.map((row) => ({ id: row.id, kind: row.kind, text: row.text.trim(), each_other: row.each_other, ...ofKind(row) })),
  };
}

function ofKind(row: Asked): Record<string, unknown> {
  switch (row.kind) {
    case "scale":
      return { points: Number(row.points), low: row.low.trim() || null, high: row.high.trim() || null };
    case "number":
      return { min: Number(row.min), max: Number(row.max), unit: row.unit.trim() || null, interval: row.interval };
    case "text":
      return {};
    default: {
      const used = new Set(row.values.map((choice) => choice.value));
      let n = 0;
      const fresh = () => {
        do n++;
        while (used.has(`c${n}`));
        return `c${n}`;
      };
      const choices = lines(row.choices).map((label) => ({ value: row.values.find((choice) => choice.label === label)?.value ?? fresh(), label }));
      return { choices, ...(row.kind === "choices" && row.most.trim() ? { most: Number(row.most) } : {}) };
    }
  }
}
