/* Asking what something would do. Over HTTP, so that it works wherever the table does; the answer is this seat's alone. */

import { api, headersOf, Problem } from "./http";
import type { Place } from "./line";
import type { Estimate, EstimateView, Question } from "./wire";

const LOOK_EVERY_MS = 400;
const OPEN = new Set(["waiting", "queued", "running"]);

export interface Asking {
  quick: boolean;
  signal: AbortSignal;
  tell?: (done: number, total: number) => void;
}

async function answerTo(place: Place, path: string, init: RequestInit): Promise<Estimate> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...init, headers: { ...headersOf(place), "Content-Type": "application/json" } });
  } catch (reason) {
    if ((reason as Error).name === "AbortError") throw reason;
    throw new Problem("unreachable", "The server cannot be reached. Check the network and try again.", 0);
  }
  const body = (await answer.json().catch(() => ({}))) as Estimate & { code?: string; message?: string };
  if (!answer.ok) throw new Problem(body.code ?? String(answer.status), body.message ?? `The server answered ${answer.status}.`, answer.status);
  return body;
}

/** The answer, once it is there. Raises Problem with the server's sentence; aborting takes the question back. */
export async function estimate(place: Place, question: Question, { quick, signal, tell }: Asking): Promise<EstimateView> {
  const base = `${api(place.game)}/estimates`;
  let told = await answerTo(place, base, { method: "POST", body: JSON.stringify({ question, quick }), signal });
  while (!told.answer && told.id && OPEN.has(told.state)) {
    tell?.(told.done, told.total);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    if (signal.aborted) {
      await answerTo(place, `${base}/${told.id}`, { method: "DELETE" });
      throw new DOMException("taken back", "AbortError");
    }
    told = await answerTo(place, `${base}/${told.id}`, { method: "GET", signal });
  }
  if (!told.answer) throw new Problem(told.state, told.words, 500);
  return told.answer;
}
