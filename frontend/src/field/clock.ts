/**
 * The server's time on a phone whose clock is wrong: the difference is measured whenever the platform
 * answers and remembered for the hours without signal.
 */
export interface Offset {
  /** To be added to the phone's clock. [ms] */
  ms: number;
  measured_at: number;
}

/** Measure the difference from a question asked at `asked` and answered at `answered` (phone's clock). */
export function measure(serverTime: string, asked: number, answered: number): Offset {
  return { ms: Math.round(Date.parse(serverTime) - (asked + answered) / 2), measured_at: answered };
}

/** The corrected time of a moment of the phone's clock, as text with its zone. */
export function corrected(at: number, offset: Offset | undefined): string {
  return new Date(at + (offset?.ms ?? 0)).toISOString();
}
