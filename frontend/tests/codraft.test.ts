/* Two colleagues in one draft: what each does arrives at the other, and where both did something, one of them is asked. */

import { describe, expect, it } from "vitest";

import tour from "../src/fixtures/tour.json";
import type { DraftView, View } from "../src/net/wire";
import * as co from "../src/table/diplomacy/codraft";
import { freshDraft, type Draft } from "../src/table/diplomacy/compose";

const VIEW = tour.view as unknown as View;

/** The server's half, as `wargame/rules/decide/cell/drafts.py` has it. */
class Server {
  row: DraftView = { id: "draft-1", cell: "us", of: "offer", about: null, version: 0, status: "open", ref: null, fields: {}, begun_by: "", begun_ms: 0, edited_by: "", edited_ms: 0 };
  accepted: [string, string, unknown][] = [];
  save(by: string, base: number, sent: co.Fields): boolean {
    for (const [path, value] of Object.entries(sent)) {
      const known = this.row.fields[path];
      if (known && known.version > base && known.by !== by && JSON.stringify(known.value) !== JSON.stringify(value)) return false;
    }
    const version = this.row.version + 1;
    const fields = { ...this.row.fields };
    for (const [path, value] of Object.entries(sent)) {
      fields[path] = { value: structuredClone(value), version, by, at_ms: version };
      this.accepted.push([by, path, value]);
    }
    this.row = { ...this.row, version, fields, edited_by: by };
    return true;
  }
}

class Editor {
  draft: Draft = freshDraft(VIEW, ["russia"]);
  constructor(
    readonly seat: string,
    readonly server: Server,
  ) {}
  look() {
    this.draft = this.draft.shared ? co.merged(this.draft, this.server.row) : co.opened(this.server.row, VIEW);
  }
  save(): boolean {
    if (!co.unsaved(this.draft)) return true;
    const sent = co.sending(this.draft);
    const took = this.server.save(this.seat, this.draft.shared?.version ?? 0, sent);
    if (took) this.draft = co.saved(this.draft, this.server.row.id, sent);
    return took;
  }
}

const clause = (id: string, number: number) => ({ id, kind: "cap_interceptors", party: "us", args: { number, region: "central_europe" }, from_turn: 2, until_turn: null, condition: null });

function pair(): [Editor, Editor, Server] {
  const server = new Server();
  const ann = new Editor("us.president", server);
  const ben = new Editor("us.state", server);
  ann.draft = { ...ann.draft, title: "A cap", clauses: [clause("c1", 10)] };
  expect(ann.save()).toBe(true);
  ann.look();
  ben.look();
  return [ann, ben, server];
}

describe("a shared draft", () => {
  it("arrives whole at a colleague", () => {
    const [ann, ben] = pair();
    expect(co.flat(ben.draft)).toEqual(co.flat(ann.draft));
    expect(co.unsaved(ben.draft)).toBeNull();
  });

  it("keeps both when two change different things", () => {
    const [ann, ben] = pair();
    ann.draft = { ...ann.draft, title: "A lower cap" };
    ben.draft = { ...ben.draft, clauses: [...ben.draft.clauses, clause("c2", 4)] };
    expect(ann.save() && ben.save()).toBe(true);
    ann.look();
    ben.look();
    expect(co.flat(ann.draft)).toEqual(co.flat(ben.draft));
    expect(ann.draft.title).toBe("A lower cap");
    expect(ann.draft.clauses.map((each) => each.id)).toEqual(["c1", "c2"]);
  });

  it("asks the second of two who change the same clause, and loses neither", () => {
    const [ann, ben, server] = pair();
    ann.draft = { ...ann.draft, clauses: [clause("c1", 5)] };
    ben.draft = { ...ben.draft, clauses: [clause("c1", 8)] };
    expect(ann.save()).toBe(true);
    expect(ben.save()).toBe(false);
    ben.look();
    expect(ben.draft.clauses[0]!.args.number).toBe(8);
    expect(ben.draft.shared?.held.map((each) => [each.path, each.by])).toEqual([["clauses.c1", "us.president"]]);
    expect(co.unsaved(ben.draft)).toBeNull(); // what is held is not sent
    const theirs = co.settled(ben.draft, "clauses.c1", "theirs");
    expect(theirs.clauses[0]!.args.number).toBe(5);
    ben.draft = co.settled(ben.draft, "clauses.c1", "mine");
    expect(ben.save()).toBe(true);
    expect((server.row.fields["clauses.c1"]!.value as { args: { number: number } }).args.number).toBe(8);
  });

  it("says when a colleague takes out the clause that one is writing", () => {
    const [ann, ben] = pair();
    ann.draft = { ...ann.draft, clauses: [] };
    ben.draft = { ...ben.draft, clauses: [clause("c1", 7)] };
    expect(ann.save()).toBe(true);
    ben.look();
    expect(ben.draft.shared?.held).toEqual([{ path: "clauses.c1", theirs: null, by: "us.president" }]);
    expect(co.settled(ben.draft, "clauses.c1", "theirs").clauses).toEqual([]);
  });

  it("loses no edit in a thousand random ones, and both end with the same paper", () => {
    let seed = 20070423;
    const random = (n: number) => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16) % n; // the low bits of such a row are no chance
    const [ann, ben, server] = pair();
    let edits = 0;
    let asked = 0;
    for (let step = 0; step < 4000 && edits < 1000; step += 1) {
      const one = random(2) ? ann : ben;
      switch (random(5)) {
        case 0:
          one.draft = { ...one.draft, title: `Title ${step}` };
          edits += 1;
          break;
        case 1: {
          const id = `c${1 + random(4)}`;
          const there = one.draft.clauses.some((each) => each.id === id);
          const made = clause(id, step % 20);
          one.draft = { ...one.draft, clauses: there ? (random(3) ? one.draft.clauses.map((each) => (each.id === id ? made : each)) : one.draft.clauses.filter((each) => each.id !== id)) : [...one.draft.clauses, made] };
          edits += 1;
          break;
        }
        case 2:
          one.save();
          break;
        case 3: {
          const before = co.sending(one.draft);
          one.look();
          // What had not been saved stands in the draft still, or is held up for a choice; nothing is silently replaced.
          const now = co.flat(one.draft);
          for (const [path, value] of Object.entries(before)) expect(JSON.stringify(now[path] ?? null)).toBe(JSON.stringify(value ?? null));
          break;
        }
        default:
          for (const each of one.draft.shared?.held ?? []) {
            one.draft = co.settled(one.draft, each.path, random(2) ? "mine" : "theirs");
            asked += 1;
          }
      }
    }
    expect(edits).toBe(1000);
    expect(asked).toBeGreaterThan(20);
    for (let round = 0; round < 6; round += 1)
      for (const one of [ann, ben]) {
        one.look();
        for (const each of one.draft.shared?.held ?? []) one.draft = co.settled(one.draft, each.path, "mine");
        expect(one.save()).toBe(true);
        one.look();
      }
    for (const one of [ann, ben]) expect(one.draft.shared?.held).toEqual([]);
    const plain = (draft: Draft) => ({ ...co.flat(draft) });
    expect(plain(ann.draft)).toEqual(plain(ben.draft));
    expect(server.accepted.length).toBeGreaterThan(100);
  });
});
