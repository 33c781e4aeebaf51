/* What the server's clock shows: the browser's own clock with its error removed. No drawing here. */

export interface Skew {
  /** server clock = own clock + skew_ms */
  skew_ms: number;
  /** half of the best round trip seen: the skew is no surer than that */
  error_ms: number;
}

export const UNKNOWN: Skew = { skew_ms: 0, error_ms: Infinity };

/** One ping: sent and received by our clock, answered by the server's. The quickest answer is the surest one. */
export function bySample(skew: Skew, sent_ms: number, received_ms: number, server_ms: number): Skew {
  const error_ms = Math.max(0, received_ms - sent_ms) / 2;
  const sample = server_ms - (sent_ms + received_ms) / 2;
  // An old best sample ages: clocks drift and laptops sleep, so a jump beyond both errors is believed at once.
  const jumped = Math.abs(sample - skew.skew_ms) > skew.error_ms + error_ms + 1000;
  return error_ms <= skew.error_ms || jumped ? { skew_ms: sample, error_ms } : { ...skew, error_ms: skew.error_ms * 1.2 };
}

/** A first, rough reading from a message that carries the server's time. */
export function byMessage(skew: Skew, received_ms: number, server_ms: number): Skew {
  return skew.error_ms === Infinity ? { skew_ms: server_ms - received_ms, error_ms: 2000 } : skew;
}
