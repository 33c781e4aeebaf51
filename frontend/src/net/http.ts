/* What the page asks over HTTP beside the line: catalogue, documents, control's reports and see-as. */

import type { Place } from "./line";
import type { FoundBody, GridBody, InjectPreview, PlanRows, ReportList, RoomItem, SeenAs } from "./wire";

export class Problem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export const api = (game: string): string => `/api/games/${encodeURIComponent(game)}`;

/** Several seats may be open in one browser: the header says which of the cookies speaks. */
export const headersOf = (place: Pick<Place, "seat" | "csrf">): Record<string, string> => ({
  Accept: "application/json",
  "X-Seat": place.seat,
  ...(place.csrf ? { "X-CSRFToken": place.csrf } : {}),
});

async function ask<T>(place: Place, path: string, init: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...init, headers: { ...headersOf(place), ...init.headers } });
  } catch {
    throw new Problem("unreachable", "The server cannot be reached. Check the network and try again.", 0);
  }
  const text = await answer.text();
  let body: { code?: string; message?: string } = {};
  try {
    body = text ? (JSON.parse(text) as typeof body) : {};
  } catch {
    // an error page of a proxy: the status below is all there is to say
  }
  if (!answer.ok) throw new Problem(body.code ?? String(answer.status), body.message ?? `The server answered ${answer.status}.`, answer.status);
  return body as T;
}

export const fetchCatalogue = (place: Place): Promise<unknown> => ask(place, `${api(place.game)}/catalogue`);

export const fetchDocument = (place: Place, digest: string): Promise<unknown> =>
  ask(place, `${api(place.game)}/documents/${encodeURIComponent(digest)}`);

/** The cells of a footprint's grid; they never change during a game. */
export const fetchGrid = (place: Place, name: string): Promise<GridBody> => ask(place, `${api(place.game)}/grids/${encodeURIComponent(name)}`);

export const fetchSeenAs = (place: Place, seat: string): Promise<SeenAs> =>
  ask(place, `${api(place.game)}/see-as/${encodeURIComponent(seat)}`);

export const fetchReports = (place: Place): Promise<ReportList> => ask(place, `${api(place.game)}/reports`);

export const makeReport = (place: Place): Promise<unknown> => ask(place, `${api(place.game)}/report`, { method: "POST" });

export interface RecordRow {
  at_ms: number;
  seat: string;
  person: string;
  action: string;
  about: string;
  reason: string;
}

/** `by`: of each ruling the name of the person who gave it. */
export const fetchRecord = (place: Place): Promise<{ rows: RecordRow[]; by: Record<string, string> }> => ask(place, `${api(place.game)}/record`);

const withReason = (reason: string): RequestInit => withBody({ reason });

/** A link that takes a seat, and the same as a QR code, an SVG element. */
export interface SeatLink {
  seat: string;
  link: string;
  code: string;
}

const withBody = (body: unknown): RequestInit => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** One more seat in control, with its part; the same `id` again makes no second one. */
export const makeAssistant = (place: Place, wish: { id: string; name: string; scope: string; reason: string }): Promise<SeatLink> =>
  ask(place, `${api(place.game)}/assistants`, withBody(wish));

export const changeAssistant = (place: Place, seat: string, wish: { name?: string; scope: string; reason: string }): Promise<unknown> =>
  ask(place, `${api(place.game)}/assistants/${encodeURIComponent(seat)}`, withBody(wish));

export const withdrawAssistant = (place: Place, seat: string, reason: string): Promise<unknown> =>
  ask(place, `${api(place.game)}/assistants/${encodeURIComponent(seat)}/withdraw`, withBody({ reason }));

/** A new invitation for a seat; the old one opens nothing any more. */
export const newLink = (place: Place, seat: string, reason: string): Promise<SeatLink> =>
  ask(place, `${api(place.game)}/seats/${encodeURIComponent(seat)}/link`, withReason(reason));

/** Every device of a seat is shut out; the person can come back by a new link. */
export const revokeSeat = (place: Place, seat: string, reason: string): Promise<{ seat: string; revoked: number }> =>
  ask(place, `${api(place.game)}/seats/${encodeURIComponent(seat)}/revoke`, withReason(reason));

/** Nobody new comes to the seat; who sits there stays. */
export const lockSeat = (place: Place, seat: string, reason: string): Promise<unknown> =>
  ask(place, `${api(place.game)}/seats/${encodeURIComponent(seat)}/lock`, withReason(reason));

/** The seat is emptied for somebody else. */
export const vacateSeat = (place: Place, seat: string, reason: string): Promise<unknown> =>
  ask(place, `${api(place.game)}/seats/${encodeURIComponent(seat)}/vacate`, withReason(reason));

/** What was said in a room, read by control in another seat's stead. */
export const fetchRoom = (place: Place, room: string): Promise<{ items: RoomItem[]; more: boolean }> =>
  ask(place, `${api(place.game)}/rooms/${encodeURIComponent(room)}/messages?limit=50`);

export const searchTalk = (place: Place, words: string): Promise<FoundBody> => ask(place, `${api(place.game)}/search?q=${encodeURIComponent(words)}`);

/** A file of the report, with the seat's header: a plain link could not say which of the browser's seats asks. */
export async function download(place: Place, url: string, name: string): Promise<void> {
  const answer = await fetch(url, { credentials: "same-origin", headers: headersOf(place) });
  if (!answer.ok) throw new Problem(String(answer.status), `The file could not be fetched: the server answered ${answer.status}.`, answer.status);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A second device asks for this seat. */
export const answerKnock = (place: Place, knock: string, approve: boolean): Promise<unknown> =>
  ask(place, `/table/${place.game}/${place.seat}/knocks/${encodeURIComponent(knock)}/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ approve }),
  });

/** What sending an inject now with these words would change in each seat's view. Nothing is sent by asking. */
export const previewInject = (place: Place, inject: string, words: { title: string; text: string }): Promise<InjectPreview> =>
  ask(place, `${api(place.game)}/injects/${encodeURIComponent(inject)}/preview`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(words) });

export const injectsSheet = (place: Place): string => `${api(place.game)}/injects.xlsx`;

/** Which plans a workbook asks for; giving them is up to the page. */
export const readInjects = (place: Place, file: Blob): Promise<PlanRows> => ask(place, injectsSheet(place), { method: "POST", body: file });
