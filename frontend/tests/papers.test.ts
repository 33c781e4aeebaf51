/* What papers hang on, what one side cannot promise twice, and who answers for a second consent: the page says what the rules say. */

import { describe, expect, it } from "vitest";

import raw from "../src/fixtures/catalogue-us.json";
import negotiation from "../src/fixtures/us-negotiation.json";
import type { AgreementView, ClauseView, OfferView, StandingView, View } from "../src/net/wire";
import { readCatalogue } from "../src/table/catalogue";
import { promisedBefore } from "../src/table/diplomacy/clashes";
import { flat, opened, unsaved } from "../src/table/diplomacy/codraft";
import { commandFor, counterDraft, faults, freshClause, freshDraft, sentence, withParties, type Draft } from "../src/table/diplomacy/compose";
import { hanging, linkable, linkFaults, tied, ties } from "../src/table/diplomacy/links";
import { answerable, boundUntil, powerFor } from "../src/table/diplomacy/pacts";

const BASE = negotiation.view as unknown as View;
const CATALOGUE = readCatalogue(raw);
const model = Object.values(BASE.offers)[0] as OfferView;
const paper = (id: string, part: Partial<OfferView>): OfferView => ({ ...model, id, invites: [], links: [], ...part });
const VIEW: View = {
  ...BASE,
  offers: {
    two: paper("two", { parties: ["us", "russia"], open: false, status: "tabled" }),
    three: paper("three", { parties: ["us", "russia"], invites: ["nato"], open: false, status: "countered" }),
    open: paper("open", { parties: ["russia", "nato"], open: true, status: "signed" }),
    gone: paper("gone", { parties: ["us", "russia", "nato"], status: "rejected", links: [{ offer: "two", kind: "only_with" }] }),
    hung: paper("hung", { parties: ["us", "russia"], status: "tabled", links: [{ offer: "two", kind: "falls_with" }] }),
  },
};
const drafted = (part: Partial<Draft> = {}): Draft => ({ ...freshDraft(VIEW, ["russia"]), title: "T", clauses: [freshClause("c", "cap_interceptors", VIEW, CATALOGUE, ["us", "russia"])], ...part });
const ids = (draft: Draft) => linkable(draft, VIEW).map((offer) => offer.id).sort();
const name = (id: string) => id;

describe("ties", () => {
  it("are offered only to papers that all readers of the draft can read and that have not ended", () => {
    expect(ids(drafted())).toEqual(["hung", "open", "three", "two"]);
    expect(ids(drafted({ invites: ["nato"] }))).toEqual(["open", "three"]);
    expect(ids(drafted({ to: ["russia", "nato"] }))).toEqual(["open", "three"]);
    expect(ids(drafted({ open: true }))).toEqual(["open"]);
    expect(ids(drafted({ links: [{ offer: "two", kind: "only_with" }] }))).toEqual(["hung", "open", "three"]);
    const ended = { ...VIEW, agreements: { a: { offer: "open", status: "ended" } as unknown as AgreementView } };
    expect(linkable(drafted(), ended).map((offer) => offer.id)).not.toContain("open");
  });

  it("of both kinds are one choice, go out with the offer, and an answer has those of its offer", () => {
    const links = tied(tied([], "two", "both"), "three", "falls_with");
    expect(links).toEqual([{ offer: "two", kind: "only_with" }, { offer: "two", kind: "falls_with" }, { offer: "three", kind: "falls_with" }]);
    expect(ties(links)).toEqual([{ offer: "two", kind: "both" }, { offer: "three", kind: "falls_with" }]);
    expect(tied(links, "two", null)).toEqual([{ offer: "three", kind: "falls_with" }]);
    expect(tied(links, "two", "only_with").map((link) => link.offer)).toEqual(["two", "three"]);
    expect(commandFor(drafted({ links }), CATALOGUE).args).toMatchObject({ links });
    const counter = counterDraft({ ...model, links, invites: ["nato"] }, VIEW);
    expect(counter).toMatchObject({ links, invites: ["nato"] });
    expect(commandFor(counter, CATALOGUE).args).not.toHaveProperty("links");
    expect(flat(counter)).not.toHaveProperty("links");
  });

  it("that no longer hold are said, and where", () => {
    const draft = drafted({ links: [{ offer: "two", kind: "only_with" }, { offer: "gone", kind: "only_with" }] });
    const title = model.versions[String(model.version)]!.title;
    expect(linkFaults(draft, VIEW, name).map((fault) => fault.words)).toEqual([`“${title}” has ended: nothing can hang on it. Take the tie out.`]);
    const wider = withParties(draft, ["russia", "nato"], VIEW, CATALOGUE);
    expect(faults(wider, VIEW, CATALOGUE).filter((fault) => fault.field === "links")).toHaveLength(2);
    expect(linkFaults({ ...wider, open: true }, VIEW, name)[0]!.words).toContain("all would read");
    expect(faults(drafted({ links: [{ offer: "two", kind: "only_with" }] }), VIEW, CATALOGUE)).toEqual([]);
  });

  it("are shared with colleagues as one field", () => {
    const draft = drafted({ links: [{ offer: "two", kind: "only_with" }] });
    const sent = unsaved(draft)!.changes;
    expect(sent.links).toEqual(draft.links);
    const fields = Object.fromEntries(Object.entries(flat(draft)).map(([path, value]) => [path, { value, version: 1, by: "us.state", at_ms: 0 }]));
    const row = { id: "d", cell: "us", of: "offer", about: null, version: 1, status: "open", ref: null, fields, begun_by: "us.state", begun_ms: 0, edited_by: "us.state", edited_ms: 0 } as const;
    expect(opened(row, VIEW).links).toEqual(draft.links);
  });

  it("are seen from the paper that others hang on", () => {
    expect(hanging("two", VIEW).map((offer) => offer.id)).toEqual(["hung"]);
  });
});

describe("what cannot stand beside what", () => {
  const [here, there] = CATALOGUE.clause_kinds.cap_interceptors!.fields.find((field) => field.name === "region")!.choices!.map((choice) => choice.value);
  const cap = (id: string, number: number, region = here!) => ({ ...freshClause(id, "cap_interceptors", VIEW, CATALOGUE, ["us", "russia"]), args: { number, region } });
  const words = (draft: Draft) => faults(draft, VIEW, CATALOGUE).map((fault) => `${fault.clause}: ${fault.words}`);

  it("is said at the later clause, unless their turns do not meet", () => {
    const [a, b] = [cap("a", 10), cap("b", 5)];
    expect(words(drafted({ clauses: [a, b] }))).toEqual([expect.stringMatching(/^b: This cannot stand beside clause 1: “/)]);
    expect(words(drafted({ clauses: [{ ...a, until_turn: 2 }, { ...b, from_turn: 3 }] }))).toEqual([]);
    expect(there).toBeDefined();
    expect(words(drafted({ clauses: [a, cap("b", 5, there)] }))).toEqual([]);
  });

  it("is held against agreements that bind already, until they end", () => {
    const clause = { ...cap("a", 10), condition: null, sentence: "S." } as unknown as ClauseView;
    const standing = (part: Partial<StandingView>) => ({ status: "in force", since_turn: 1, ends_turn: null, because: null, begun: true, paid: null, awaits: {}, ...part }) as StandingView;
    const bound = (part: Partial<StandingView>): View => ({ ...VIEW, agreements: { x: { id: "x", offer: "o", title: "Old", order: ["a"], clauses: { a: clause }, standing: { a: standing(part) } } as unknown as AgreementView } });
    expect(promisedBefore(cap("n", 5), bound({}), CATALOGUE)).toMatchObject({ number: 1, sentence: "S." });
    expect(promisedBefore(cap("n", 5), bound({ status: "lapsed" }), CATALOGUE)).toBeNull();
    expect(promisedBefore({ ...cap("n", 5), from_turn: 3 }, bound({ ends_turn: 3 }), CATALOGUE)).toBeNull();
    expect(promisedBefore({ ...cap("n", 5), from_turn: 2 }, bound({ ends_turn: 3 }), CATALOGUE)).not.toBeNull();
  });
});

describe("a clause", () => {
  it("says its limits as the server says them", () => {
    const clause = { ...freshClause("c", "cap_interceptors", VIEW, CATALOGUE, ["us", "russia"]), from_turn: 2, until_turn: 4, condition: "russians_at_site", only_if: "nato" };
    const plain = sentence({ ...clause, from_turn: 1, until_turn: null, condition: null, only_if: null }, VIEW, CATALOGUE);
    expect(sentence(clause, VIEW, CATALOGUE)).toBe(`${plain} (from turn 2, until the end of turn 4, once ${CATALOGUE.conditions.russians_at_site}, only if NATO allies signs too)`);
    const treaty = freshClause("t", "start_successor", VIEW, CATALOGUE, ["us", "russia"]);
    expect(sentence(treaty, VIEW, CATALOGUE)).toMatch(/ \(with the advice and consent of the Senate\)$/);
  });

  it("may bind a guest, and binds nobody once the guest is none", () => {
    const binders = ["us", "russia", "nato"];
    const clause = { ...freshClause("c", "host_answer", VIEW, CATALOGUE, binders) };
    expect(clause.party).toBe("nato");
    const draft = drafted({ invites: ["nato"], clauses: [clause] });
    expect(faults(draft, VIEW, CATALOGUE)).toEqual([]);
    expect(faults(withParties({ ...draft, invites: [] }, ["russia"], VIEW, CATALOGUE), VIEW, CATALOGUE).map((fault) => fault.field)).toContain("party");
  });
});

describe("a second consent", () => {
  const catalogue = { ...CATALOGUE, approvals: { host: { name: "the host’s consent", after_turns: 0, power: "consent:$host" }, plain: { name: "P", after_turns: 0, power: "sign" }, nobody: { name: "N", after_turns: 0, power: null } } };
  const clause = { id: "c", kind: "site_access", party: "us", args: { site: "redzikowo" } } as unknown as ClauseView;
  const awaits = Object.fromEntries(["host", "plain", "nobody"].map((of) => [of, { kind: "approval", of, name: of, status: "awaiting", from_turn: 1, turn: null }]));
  const standing = { status: "awaiting", awaits } as unknown as StandingView;
  const at = (part: Partial<View["you"]>, phase: Partial<View["phase"]> = { may_negotiate: true }): View => ({ ...VIEW, you: { ...VIEW.you, ...part }, phase: { ...VIEW.phase, ...phase } });
  const asked = (view: View) => answerable(clause, standing, view, catalogue).map((row) => row.of);

  it("is answered by who holds its power, the host's by the host of the clause's site, and all by control", () => {
    expect(powerFor("host", clause, catalogue)).toBe("consent:poland");
    expect(powerFor("host", { ...clause, args: {} } as ClauseView, catalogue)).toBeNull();
    expect(asked(at({ powers: ["consent:poland"] }))).toEqual(["host"]);
    expect(asked(at({ powers: ["consent:czech", "sign"] }))).toEqual(["plain"]);
    expect(asked(at({ powers: ["speak"] }))).toEqual([]);
    expect(asked(at({ powers: ["consent:poland"] }, { may_negotiate: false }))).toEqual([]);
    expect(asked(at({ cell: "control", powers: ["control"] }, { may_negotiate: false }))).toEqual(["host", "plain", "nobody"]);
  });
});

describe("leaving an agreement", () => {
  it("takes the longest notice of one's own clauses that are in force", () => {
    const clauses = { a: { id: "a", kind: "cap_interceptors", party: "us" }, b: { id: "b", kind: "start_successor", party: "us" }, c: { id: "c", kind: "start_successor", party: "russia" } };
    const made = (a: string, b: string) => ({ clauses, standing: { a: { status: a }, b: { status: b }, c: { status: "in force" } } }) as unknown as AgreementView;
    const now = VIEW.turn.number;
    expect(boundUntil(made("in force", "in force"), VIEW, CATALOGUE)).toBe(now + 2);
    expect(boundUntil(made("in force", "awaiting"), VIEW, CATALOGUE)).toBe(now + 1);
    expect(boundUntil(made("awaiting", "awaiting"), VIEW, CATALOGUE)).toBe(now);
  });
});
