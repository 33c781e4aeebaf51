// Where labels go so that none covers another, a marker or a panel. Greedy by priority, steady from frame to frame: a label
// keeps its side while it can. Pure; text widths come in as numbers.

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** "on": centred on its place, for names of lands. */
export type Side = "on" | "right" | "left" | "above" | "below" | "above right" | "below right" | "above left" | "below left";

export interface LabelWish {
  id: string;
  /** Of the thing that is labelled. */
  x: number;
  y: number;
  /** Half the size of its marker, in pixels. */
  radius: number;
  /** Of the label with everything in it. */
  width: number;
  height: number;
  /** Of the label with its first line only; the second choice when there is no room. */
  shortWidth: number;
  shortHeight: number;
  /** Higher goes first. */
  priority: number;
  prefer?: Side;
  /** The only sides it may stand on. */
  only?: readonly Side[];
  /** May stand some way off when there is no room beside its marker. */
  far?: boolean;
}

export interface LabelPlace extends Box {
  id: string;
  side: Side;
  short: boolean;
}

const SIDES: readonly Side[] = ["right", "left", "above", "below", "above right", "below right", "above left", "below left"];
const GAP = 5;

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** How much farther off the second and third tries are, in pixels. */
const FAR_PX = [0, 24, 48] as const;

function boxAt(wish: LabelWish, side: Side, width: number, height: number, off: number): Box {
  const reach = wish.radius + GAP + off;
  const slant = wish.radius * 0.7 + GAP * 0.6 + off * 0.8;
  const [right, left] = [wish.x + reach, wish.x - reach - width];
  const middle = { x: wish.x - width / 2, y: wish.y - height / 2 };
  switch (side) {
    case "on":
      return { x: middle.x, y: middle.y, width, height };
    case "right":
      return { x: right, y: middle.y, width, height };
    case "left":
      return { x: left, y: middle.y, width, height };
    case "above":
      return { x: middle.x, y: wish.y - reach - height, width, height };
    case "below":
      return { x: middle.x, y: wish.y + reach, width, height };
    case "above right":
      return { x: wish.x + slant, y: wish.y - slant - height, width, height };
    case "below right":
      return { x: wish.x + slant, y: wish.y + slant, width, height };
    case "above left":
      return { x: wish.x - slant - width, y: wish.y - slant - height, width, height };
    case "below left":
      return { x: wish.x - slant - width, y: wish.y + slant, width, height };
  }
}

function inside(box: Box, room: Box): boolean {
  return (
    box.x >= room.x && box.y >= room.y && box.x + box.width <= room.x + room.width && box.y + box.height <= room.y + room.height
  );
}

export interface Room {
  width: number;
  height: number;
  /** Panels over the map. */
  panels?: readonly Box[];
}

/**
 * Places for as many labels as fit. A label that fits on no side with all its text is tried with its first line; one that
 * does not fit then is left out (its marker stays, and selecting it gives it the first choice).
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  room: Room,
  before: ReadonlyMap<string, LabelPlace> = new Map(),
): Map<string, LabelPlace> {
  const field: Box = { x: 3, y: 3, width: room.width - 6, height: room.height - 6 };
  const markers = wishes.filter((w) => w.radius > 0).map((w) => ({
    id: w.id,
    box: { x: w.x - w.radius, y: w.y - w.radius, width: 2 * w.radius, height: 2 * w.radius },
  }));
  const taken: Box[] = [...(room.panels ?? [])];
  const placed = new Map<string, LabelPlace>();
  const order = [...wishes].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  for (const wish of order) {
    const last = before.get(wish.id)?.side;
    const sides = wish.only ?? [...new Set([...(last ? [last] : []), ...(wish.prefer ? [wish.prefer] : []), ...SIDES])];
    const free = (box: Box): boolean =>
      inside(box, field) &&
      !taken.some((other) => overlap(box, other)) &&
      !markers.some((marker) => marker.id !== wish.id && overlap(box, marker.box));
    const place = (short: boolean): LabelPlace | null => {
      const [width, height] = short ? [wish.shortWidth, wish.shortHeight] : [wish.width, wish.height];
      for (const off of wish.far ? FAR_PX : [0])
        for (const side of sides) {
          const box = boxAt(wish, side, width, height, off);
          if (free(box)) return { id: wish.id, side, short, ...box };
        }
      return null;
    };
    const found = place(false) ?? place(true);
    if (!found) continue;
    placed.set(wish.id, found);
    taken.push(found);
  }
  return placed;
}
