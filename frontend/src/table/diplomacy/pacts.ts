/* Questions about agreements: which second consents this seat may answer, and why it will not sign. Pure. */

import type { AgreementView, AwaitedView, ClauseView, StandingView, View } from "../../net/wire";
import type { Catalogue } from "../catalogue";
import { isControl } from "../select";

/** The power that answers for a second consent of this clause; null: nobody at the table holds it, control alone answers. */
export function powerFor(approval: string, clause: ClauseView, catalogue: Catalogue): string | null {
  const power = catalogue.approvals[approval]?.power ?? null;
  if (power === null || !power.endsWith("$host")) return power;
  const site = catalogue.sites[String(clause.args.site ?? "")];
  return site?.host ? power.replace("$host", site.host) : null;
}

/** Second consents that this seat may answer now: who holds the power while there is negotiation, and control always. */
export function answerable(clause: ClauseView, standing: StandingView, view: View, catalogue: Catalogue): AwaitedView[] {
  if (view.game.over || !view.game.started || standing.status !== "awaiting") return [];
  const control = isControl(view) && view.you.powers.length > 0;
  return Object.values(standing.awaits).filter((row) => {
    if (row.kind !== "approval" || row.status !== "awaiting" || row.from_turn > view.turn.number) return false;
    const power = powerFor(row.of, clause, catalogue);
    return control || (view.phase.may_negotiate && power !== null && view.you.powers.includes(power));
  });
}

/** The turn at whose beginning one's own clauses end if one leaves now: after the longest notice that their kinds ask. */
export function boundUntil(agreement: AgreementView, view: View, catalogue: Catalogue): number {
  const own = Object.values(agreement.clauses).filter((clause) => clause.party === view.you.cell);
  const notices = own.map((clause) => (agreement.standing[clause.id]?.status === "in force" ? (catalogue.clause_kinds[clause.kind]?.notice_turns ?? 0) : 0));
  return view.turn.number + Math.max(0, ...notices);
}
