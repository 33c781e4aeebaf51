/* Where the page begins: whose seat this is stands in its address, /table/<game>/<seat>/; or it is the board of all tables
   that this browser leads, /tables/ or /tables/<class>/. */

import "./styles/index.css";

import { mount } from "svelte";

import App from "./App.svelte";
import { t } from "./strings/en";
import { realSource, type Source } from "./table/page.svelte";

function csrf(): string {
  const given = document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
  if (given && !given.startsWith("{{")) return given;
  return /(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

async function source(): Promise<Source | null> {
  if (import.meta.env.DEV) {
    const name = new URLSearchParams(location.search).get("fixture");
    if (name) return (await import("./fixtures/source")).fixtureSource(name);
  }
  const [, game, seat] = /^\/table\/([^/]+)\/([^/]+)\/?/.exec(location.pathname) ?? [];
  if (!game || !seat) return null;
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return realSource({ game, seat: decodeURIComponent(seat), csrf: csrf(), socket_url: `${scheme}://${location.host}/ws/table/${game}/${seat}/` });
}

const target = document.getElementById("page")!;
const board = /^\/tables\/(?:([^/]+)\/)?$/.exec(location.pathname);
if (board)
  void import("./tables/Tables.svelte").then(({ default: Tables }) => mount(Tables, { target, props: { classroom: board[1] ?? null, csrf: csrf() } }));
else
  void source().then((found) => {
    if (found) mount(App, { target, props: { source: found } });
    else target.textContent = t.app.nowhere;
  });
