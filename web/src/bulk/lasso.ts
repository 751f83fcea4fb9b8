import type { LonLat } from '../api/types';

export type Point = readonly [x: number, y: number];

/** Points nearer to the one before than this say nothing more, in pixels. */
const STEP = 4;
/** The server takes 2,000 points; far fewer tell a line drawn by hand. */
export const MOST_POINTS = 400;
/** A ring around less than this is a click, in square pixels. */
const LEAST = 150;

/** Takes a point into a line drawn by hand, unless it says nothing more. */
export function drawn(line: readonly Point[], next: Point): readonly Point[] {
  const last = line.at(-1);
  return last && Math.hypot(last[0] - next[0], last[1] - next[1]) < STEP ? line : [...line, next];
}

/** What a line encloses, in square pixels. */
export function enclosed(line: readonly Point[]): number {
  let sum = 0;
  for (const [at, [x, y]] of line.entries()) {
    const [u, v] = line[(at + 1) % line.length] ?? [x, y];
    sum += x * v - u * y;
  }
  return Math.abs(sum) / 2;
}

/** The ring that a line drawn by hand means; `null` where it encloses nothing. */
export function ringOf(line: readonly Point[], at: (point: Point) => LonLat): [number, number][] | null {
  if (line.length < 3 || enclosed(line) < LEAST) return null;
  const every = Math.ceil(line.length / MOST_POINTS);
  const ring = line
    .filter((_, i) => i % every === 0)
    .map((it): [number, number] => {
      const { lon, lat } = at(it);
      return [Number(lon.toFixed(7)), Number(lat.toFixed(7))];
    });
  const [first] = ring;
  return first ? [...ring, first] : null;
}
