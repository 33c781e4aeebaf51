/* Notices of the browser, for those who asked for them: only while the page is out of sight, never with what was said
   (a lock screen is read by anybody), and one at a time. */

import type { View } from "../../net/wire";
import { a } from "../../strings/arrival";
import { unread, waiting } from "../select";

export interface Seen {
  unread: number;
  waiting: number;
  phase: string;
  paused: boolean;
}

export const seenOf = (view: View): Seen => ({ unread: unread(view), waiting: waiting(view).length, phase: `${view.turn.number}:${view.phase.name}`, paused: view.phase.paused });

/** What a notice would say of the step from one picture to the next, or null. Pure. */
export function noticeOf(view: View, before: Seen, now: Seen): string | null {
  if (now.phase !== before.phase) return a.notify.phase(view.phase.name, view.turn.number);
  if (now.waiting > before.waiting) return a.notify.offer;
  if (now.paused !== before.paused) return now.paused ? a.notify.paused : a.notify.resumed;
  if (now.unread > before.unread) return a.notify.words;
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
