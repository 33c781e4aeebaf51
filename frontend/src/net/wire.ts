/* The shapes that cross the wire, by the names that this page uses. The shapes themselves are generated from the server's
   (`manage.py wire` writes wire.gen.ts): only shorter names for parts of them stand here. */

import type { ClauseView, OfferView, PhaseView, ProgressMessage, SiteView } from "./wire.gen";

export * from "./wire.gen";

export type PhaseName = PhaseView["name"];
export type OfferStatus = OfferView["status"];
export type SiteStatus = SiteView["status"];
export type Change = NonNullable<ClauseView["change"]>;
export type ProgressState = ProgressMessage["state"];
export type Scalar = string | number | boolean | null;
export type Value = Scalar | Scalar[];
export type Args = Record<string, Value>;
