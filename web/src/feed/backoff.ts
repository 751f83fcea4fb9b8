/** The wait before the first try, and the longest, in milliseconds. */
const FIRST_MS = 1_000;
export const LONGEST_MS = 30_000;

/** How long to wait after so many tries have failed: twice as long each time, spread by `chance` (0 to 1) over a fifth of it. */
export function waitOf(failed: number, chance: number): number {
  const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failed, 10));
  return Math.round(wait * (0.8 + 0.2 * chance));
}
