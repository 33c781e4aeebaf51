// Markers that stand too near each other for a finger are moved apart, as little as will do. Pure and the same every time,
// so that they do not tremble while the map moves.

export interface Spot {
  id: string;
  x: number;
  y: number;
}

const ROUNDS = 60;
/** Of the overlap, how much each round takes away: all at once would throw clusters about. */
const STEP = 0.5;

/**
 * The same spots, no two nearer than `apart` pixels unless they are hopelessly many. Order of the result: as given.
 * Two at the very same place part along a direction that follows from their order by id.
 */
export function spread<Given extends Spot>(spots: readonly Given[], apart: number): Given[] {
  const moved = spots.map((spot) => ({ ...spot }));
  const order = [...moved].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (let round = 0; round < ROUNDS; round++) {
    let crowded = false;
    order.forEach((a, n) => {
      for (const b of order.slice(n + 1)) {
        let [dx, dy] = [b.x - a.x, b.y - a.y];
        let distance = Math.hypot(dx, dy);
        if (distance >= apart - 0.01) continue;
        crowded = true;
        if (distance < 0.01) {
          const angle = n * 2.4;
          [dx, dy, distance] = [Math.cos(angle), Math.sin(angle), 1];
        }
        const push = ((apart - Math.min(distance, apart)) / 2 + 0.05) * STEP;
        a.x -= (dx / distance) * push;
        a.y -= (dy / distance) * push;
        b.x += (dx / distance) * push;
        b.y += (dy / distance) * push;
      }
    });
    if (!crowded) break;
  }
  return moved;
}
