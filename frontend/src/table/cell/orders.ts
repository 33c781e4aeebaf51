/* Writing orders without the drawing: which kinds this seat may give, what one costs, what is wrong with it. Pure.
   What this module passes may still be refused by the rules; what it stops would be refused for certain. */

import type { Args, OrderView, Value, View } from "../../net/wire";
import { w } from "../../strings/words";
import { choicesOf, cleaned, fault, fill, type Catalogue, type Field, type OrderKind } from "../catalogue";
import { money, trim } from "../format";
import { can, free } from "../select";

export interface OrderDraft {
  /** the order that is being changed; null for a new one */
  order: string | null;
  /** the version that the change replaces; null for a new one */
  version: number | null;
  kind: string;
  args: Args;
  rationale: string;
  confidence: number | null;
}

export interface Price {
  money_bn: number;
  capital: number;
}

/** The whole order's price: kinds with `per` are paid by the piece. */
export function price(kind: OrderKind, args: Args): Price {
  const times = kind.per ? Math.max(0, Number(args[kind.per] ?? 0) || 0) : 1;
  return { money_bn: kind.money_bn * times, capital: kind.capital * times };
}

/** Kinds that this seat may give, in the pack's order. A power over a host is asked of each site, see `formFields`. */
export function kindsOf(view: View, catalogue: Catalogue): [string, OrderKind][] {
  return Object.entries(catalogue.order_kinds).filter(
    ([, kind]) =>
      kind.cells.includes(view.you.cell) &&
      (kind.power.startsWith("consent:") ? view.you.powers.some((power) => power.startsWith("consent:") || power === "all") : can(view, kind.power)),
  );
}

/** The form's fields with only those choices that this seat could really give. */
export function formFields(kind: OrderKind, view: View, catalogue: Catalogue): Field[] {
  if (!kind.power.startsWith("consent:") || can(view, "all")) return kind.fields;
  return kind.fields.map((field) => {
    if (field.type !== "site") return field;
    return { ...field, choices: choicesOf(field, view, catalogue).filter((choice) => can(view, `consent:${view.sites[choice.value]?.host ?? ""}`)) };
  });
}

export interface OrderFault {
  field: string;
  words: string;
}

export function orderFaults(draft: OrderDraft, view: View, catalogue: Catalogue): OrderFault[] {
  const kind = catalogue.order_kinds[draft.kind];
  if (!kind) return [{ field: "kind", words: w.fault.unknownOrder }];
  const found: OrderFault[] = [];
  for (const field of formFields(kind, view, catalogue)) {
    const words = fault(field, draft.args[field.name], view, catalogue);
    if (words) found.push({ field: field.name, words });
  }
  const funds = free(view);
  if (funds) {
    const cost = price(kind, draft.args);
    const before = draft.order ? view.orders[draft.order] : undefined;
    const bn = funds.free_bn + (before?.money_bn ?? 0);
    const capital = funds.free_capital + (before?.capital ?? 0);
    if (cost.money_bn > bn + 1e-9) found.push({ field: kind.per ?? "money", words: w.fault.money(money(cost.money_bn), money(Math.max(0, bn))) });
    if (cost.capital > capital + 1e-9)
      found.push({ field: kind.per ?? "capital", words: w.fault.capital(trim(cost.capital, 1), trim(Math.max(0, capital), 1)) });
  }
  return found;
}

export const orderSentence = (draft: OrderDraft, view: View, catalogue: Catalogue): string => {
  const kind = catalogue.order_kinds[draft.kind];
  return kind ? fill(kind.sentence, draft.args, kind.fields, view, catalogue, view.you.cell) : draft.kind;
};

/** `turn` is the one that the author looks at: an order that arrives after it is late, and never the next turn's. */
export function orderCommand(draft: OrderDraft, turn: number, catalogue: Catalogue): Record<string, unknown> {
  const kind = catalogue.order_kinds[draft.kind];
  return {
    kind: draft.kind,
    args: cleaned(kind?.fields ?? [], draft.args),
    order: draft.order,
    version: draft.version,
    rationale: draft.rationale.trim(),
    confidence: draft.confidence,
    turn,
  };
}

export const draftOf = (order: OrderView): OrderDraft => ({
  order: order.id,
  version: order.version,
  kind: order.kind,
  args: { ...(order.args as Record<string, Value>) },
  rationale: order.rationale ?? "",
  confidence: order.confidence,
});
