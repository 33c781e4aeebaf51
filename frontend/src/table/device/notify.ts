/* Notices of the browser, for those who asked for them: only while the page is out of sight, never with what was said
   (a lock screen is read by anybody), and one at a time. */

import type { View } from "../../net/wire";
import { a } from "../../strings/arrival";
import { openSurveys } from "../cell/surveys";
import { unread, waiting } from "../select";

export interface Seen {
  unread: number;
  waiting: number;
  press: number;
  calls: number;
  surveys: number;
  phase: string;
  paused: boolean;
}

export const seenOf = (view: View): Seen => ({
  unread: unread(view),
  waiting: waiting(view).length,
  press: Object.values(view.press).filter((item) => item.said_by !== view.you.cell).length,
  calls: Object.values(view.meetings).filter((meeting) => meeting.status === "called" && meeting.called_by !== view.you.cell && !(view.you.cell in meeting.answers)).length,
  surveys: openSurveys(view).length,
  phase: `${view.turn.number}:${view.phase.name}`,
  paused: view.phase.paused,
});

/** What a notice would say of the step from one picture to the next, or null. Pure. */
export function noticeOf(view: View, before: Seen, now: Seen): string | null {
  if (now.phase !== before.phase) return a.notify.phase(view.phase.name, view.turn.number);
  if (now.waiting > before.waiting) return a.notify.offer;
  if (now.paused !== before.paused) return now.paused ? a.notify.paused : a.notify.resumed;
  if (now.calls > before.calls) return a.notify.call;
  if (now.unread > before.unread) return a.notify.words;
  if (now.press > before.press) return a.notify.press;
  if (now.surveys > before.surveys) return a.notify.survey;
  return null;
}

export type Permission = "granted" | "denied" | "default" | "absent";

export const permission = (): Permission => (typeof Notification === "undefined" ? "absent" : Notification.permission);

export async function ask(): Promise<Permission> {
  return typeof Notification === "undefined" ? "absent" : await Notification.requestPermission();
}

export function show(title: string, words: string): void {
  try {
    const notice = new Notification(title, { body: words, tag: "third-site", icon: "/static/favicon.svg" });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
  } catch {
    // some phones only take notices from a service worker; the title's count then has to do
  }
}
