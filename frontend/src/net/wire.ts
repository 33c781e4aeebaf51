/* The shapes that cross the wire, as this page reads them: the picture (`wargame/rules/view.py`) and the messages
   (`wargame/play/protocol.py`). Types only. The generated twin is wire.gen.ts; a test holds the two together. */

export type PhaseName = "lobby" | "briefing" | "negotiation" | "orders" | "adjudication" | "results" | "over";
export type OfferStatus = "tabled" | "countered" | "signed" | "rejected" | "withdrawn" | "expired";
export type SiteStatus = "idea" | "offered" | "ordered" | "building" | "in_force" | "paused" | "cancelled" | "threatened";
export type Scalar = string | number | boolean | null;
export type Value = Scalar | Scalar[];
export type Args = Record<string, Value>;

export interface GameView {
  id: string;
  title: string;
  scenario: string;
  scenario_title: string;
  mode: "rigid" | "semi-rigid" | "free";
  turns: number;
  handling: string;
  pack: string;
  started: boolean;
  over: boolean;
}

export interface YouView {
  seat: string;
  cell: string;
  title: string;
  powers: string[];
  stands_in_for: string[];
}

export interface TurnView {
  number: number;
  of: number;
  title: string;
  from_date: string;
  to_date: string;
  situation: string;
}

export interface PhaseView {
  name: PhaseName;
  deadline_ms: number | null;
  paused: boolean;
  left_ms: number | null;
  reason: string | null;
  opened_ms: number | null;
  may_negotiate: boolean;
  may_order: boolean;
}

export interface SeatView {
  id: string;
  title: string;
  powers: string[];
  head: boolean;
  taken: boolean;
}

export interface CellView {
  id: string;
  name: string;
  letter: string;
  ready: boolean;
  seats: Record<string, SeatView>;
}

export interface FundsView {
  money_bn: number;
  reserved_bn: number;
  capital: number;
  reserved_capital: number;
}

export interface RoomView {
  id: string;
  kind: "cell" | "pair" | "all" | "control" | "private";
  title: string;
  members: string[];
  count: number;
  unread: number;
  last_ms: number | null;
  may_speak: boolean;
}

export type Change = "same" | "added" | "changed" | "removed";

export interface ClauseView {
  id: string;
  kind: string;
  party: string;
  args: Args;
  from_turn: number;
  until_turn: number | null;
  condition: string | null;
  sentence: string;
  change?: Change;
  was?: string | null;
}

export interface VersionView {
  number: number;
  by: string;
  cell: string;
  at_ms: number;
  title: string;
  note: string | null;
  clauses: Record<string, ClauseView>;
  order: string[];
  digest: string;
}

export interface OfferView {
  id: string;
  status: OfferStatus;
  parties: string[];
  open: boolean;
  tabled_by: string;
  turn: number;
  expires_turn: number;
  version: number;
  versions: Record<string, VersionView>;
  signatures: Record<string, number>;
  closed_ms: number | null;
  closed_by: string | null;
  reason: string | null;
  yours: string[];
}

export interface CommitmentView {
  status: "kept" | "breached" | "unverifiable" | "not due";
  turn: number;
  because: string;
}

export interface AgreementView {
  id: string;
  offer: string;
  title: string;
  parties: string[];
  clauses: Record<string, ClauseView>;
  order: string[];
  from_turn: number;
  compliance: Record<string, CommitmentView>;
}

export interface OrderView {
  id: string;
  kind: string;
  cell: string;
  seat: string;
  turn: number;
  args: Args;
  sentence: string;
  money_bn: number;
  capital: number;
  lead_turns: number;
  due_turn: number;
  secret: boolean;
  status: "written" | "closed" | "carried_out" | "failed" | "late";
  outcome: string | null;
  warnings: string[];
  rationale: string | null;
  confidence: number | null;
  written_ms: number;
}

export interface SiteView {
  id: string;
  name: string;
  kind: "interceptors" | "radar" | "missiles" | "ship" | "launch_area";
  owner: string;
  lat_deg: number;
  lon_deg: number;
  system: string;
  status: SiteStatus;
  number: number;
  in_force_turn: number | null;
  host: string | null;
  consent: "none" | "asked" | "yes" | "no" | "conditions" | null;
  shared_with: string[];
  visitors: string[];
}

export interface ChangeView {
  turn: number;
  delta: number;
  because: string;
  rule: string;
}

export interface IndicatorView {
  id: string;
  name: string;
  value: number;
  before: number;
  changes: Record<string, ChangeView>;
}

export interface AxisFinding {
  axis: string;
  name: string;
  covered_pct: number;
  people_pct: number;
  shots_median: number;
  raid_size: number;
  no_leak: number;
  no_leak_low: number;
  no_leak_high: number;
  expected_leakers: number;
  tracked: boolean;
}

export interface RussiaFinding {
  areas_in_reach: number;
  areas: number;
  interceptors: number;
  retaliation_left_pct: number;
}

export interface FindingView {
  turn: number;
  assessment: string;
  in_force: Record<string, AxisFinding>;
  planned: Record<string, AxisFinding>;
  russia_in_force: RussiaFinding;
  russia_planned: RussiaFinding;
  document: string;
}

export interface DrawView {
  id: string;
  turn: number;
  title: string;
  outcome: string;
  percentile: number;
  distribution: number[];
  labels: string[];
  because: string;
}

export interface PressView {
  id: string;
  at_ms: number;
  date: string;
  voice: string;
  title: string;
  text: string;
  kind: "inject" | "statement" | "message" | "agreement" | "result" | "notice";
  to: string[];
  source: string | null;
}

export interface NoticeView {
  id: string;
  at_ms: number;
  text: string;
  about: string | null;
}

export interface InjectView {
  id: string;
  turn: number;
  date: string;
  voice: string;
  title: string;
  text: string;
  to: string[];
  mark: string;
  source: string;
  effects: string[];
  auto: boolean;
  sent_ms: number | null;
}

export interface ProposalView {
  turn: number;
  state: "waiting" | "proposed" | "published" | "failed";
  assessments: Record<string, FindingView>;
  indicators: Record<string, ChangeView[]>;
  outcomes: Record<string, string>;
  words: string | null;
  ruling: string | null;
}

export interface HandView {
  seat: string;
  about: string | null;
  at_ms: number;
}

export interface ControlView {
  seed: number;
  truth: Record<string, unknown>;
  injects: Record<string, InjectView>;
  proposals: Record<string, ProposalView>;
  hands: Record<string, HandView>;
  funds: Record<string, FundsView>;
  orders: Record<string, OrderView>;
  rulings: Record<string, unknown>;
}

export interface View {
  game: GameView;
  you: YouView;
  turn: TurnView;
  phase: PhaseView;
  cells: Record<string, CellView>;
  funds: FundsView | null;
  rooms: Record<string, RoomView>;
  offers: Record<string, OfferView>;
  agreements: Record<string, AgreementView>;
  orders: Record<string, OrderView>;
  sites: Record<string, SiteView>;
  treaties: Record<string, string>;
  indicators: Record<string, IndicatorView>;
  findings: Record<string, Record<string, FindingView>>;
  draws: Record<string, DrawView>;
  press: Record<string, PressView>;
  notices: Record<string, NoticeView>;
  hand: HandView | null;
  control: ControlView | null;
}

export interface PatchOperation {
  op: "add" | "remove" | "replace";
  path: string;
  value?: unknown;
}

export interface RoomItem {
  n: number;
  id: string;
  seat: string;
  at_ms: number;
  text: string;
}

export interface Receipt {
  at_ms?: number;
  ref?: string | null;
  [more: string]: unknown;
}

export interface SeatPresence {
  online: boolean;
  name: string | null;
}

export type ProgressState = "waiting" | "queued" | "running" | "recorded" | "failed";

export type ServerMessage =
  | { type: "welcome"; protocol: number; seat: string; server_ms: number; heartbeat_s: number }
  | { type: "update"; from: null; to: string; patch: View }
  | { type: "update"; from: string; to: string; patch: PatchOperation[] }
  | { type: "ack"; id: string; receipt: Receipt }
  | { type: "refused"; id: string; code: string; message: string; field: string | null }
  | { type: "page"; id: string; collection: string; items: RoomItem[]; more: boolean }
  | { type: "presence"; seats: Record<string, SeatPresence>; typing: Record<string, string[]> }
  | { type: "knock"; id: string; device: string }
  | { type: "heartbeat"; etag: string; server_ms: number }
  | { type: "pong"; t: number; server_ms: number }
  | { type: "error"; id?: string | null; code: string; message: string }
  | { type: "progress"; turn: number; state: ProgressState; done: number; total: number; words: string | null };

export type ClientMessage =
  | { type: "hello"; csrf: string; etag: string | null }
  | { type: "command"; id: string; name: string; args: Record<string, unknown> }
  | { type: "page"; id: string; collection: string; after?: number; before?: number; limit?: number }
  | { type: "view" }
  | { type: "typing"; room: string }
  | { type: "ping"; t: number };

/** The protocol that this page speaks; a server that speaks another asks for a reload. */
export const PROTOCOL = 1;

export interface ReportFile {
  name: string;
  bytes: number;
  made_ms: number;
  url: string;
}

export interface ReportList {
  state: "none" | "queued" | "making" | "ready" | "failed";
  words: string | null;
  files: ReportFile[];
}

export interface SeenAs {
  seat: string;
  watermark: string;
  view: View;
}
