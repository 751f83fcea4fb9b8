import type { Position } from './types';

/** A road's centre lines with the chainage of their ends; both carriageways share the chainage. */
export type Track = readonly { line: Position[]; from_m: number; to_m: number }[];

/** A stretch shorter than this cannot be told apart on the ground, in metres. */
export const SHORTEST_M = 1;

/** The chainage of the road's end. */
export const endOf = (track: Track): number => Math.max(0, ...track.map((it) => it.to_m));

/** Lengths along a line at each of its points, as shares of the whole. */
function shares(line: readonly Position[]): number[] {
  const at = [0];
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1] as Position, line[i] as Position];
    const squeeze = Math.cos((a[1] * Math.PI) / 180);
    at.push((at[i - 1] as number) + Math.hypot((b[0] - a[0]) * squeeze, b[1] - a[1]));
  }
  const whole = at[at.length - 1] || 1;
  return at.map((it) => it / whole);
}

const between = (a: Position, b: Position, t: number): Position => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
];

/** The part of a line between two shares of its length. */
function part(line: readonly Position[], from: number, to: number): Position[] {
  const at = shares(line);
  const cut: Position[] = [];
  for (let i = 1; i < line.length; i++) {
    const [s, e] = [at[i - 1] as number, at[i] as number];
    if (e < from || s > to || e === s) continue;
    const [a, b] = [line[i - 1] as Position, line[i] as Position];
    if (!cut.length) cut.push(between(a, b, Math.max(0, (from - s) / (e - s))));
    cut.push(between(a, b, Math.min(1, (to - s) / (e - s))));
  }
  return cut;
}

/** The lines of a road between two chainages. */
export function clip(track: Track, from_m: number, to_m: number): Position[][] {
  return track.flatMap((it) => {
    const span = it.to_m - it.from_m;
    if (span <= 0 || it.to_m <= from_m || to_m <= it.from_m) return [];
    const cut = part(
      it.line,
      Math.max(0, (from_m - it.from_m) / span),
      Math.min(1, (to_m - it.from_m) / span),
    );
    return cut.length > 1 ? [cut] : [];
  });
}

/** The place of a chainage, on the first line that has it; the nearest end where none has. */
export function placeAt(track: Track, chainage: number): Position | null {
  let best: { at: Track[number]; far: number } | null = null;
  for (const at of track) {
    const far = Math.max(at.from_m - chainage, chainage - at.to_m, 0);
    if (!best || far < best.far) best = { at, far };
  }
  if (!best) return null;
  const { line, from_m, to_m } = best.at;
  const share = Math.max(0, Math.min(1, (chainage - from_m) / (to_m - from_m || 1)));
  const at = shares(line);
  const i = Math.max(
    1,
    at.findIndex((it) => it >= share),
  );
  const [s, e] = [at[i - 1] as number, at[i] as number];
  const [a, b] = [line[i - 1], line[i]];
  return a && b ? between(a, b, e === s ? 0 : (share - s) / (e - s)) : null;
}

/** The chainage of the road's place that lies nearest to a place. */
export function chainageAt(track: Track, place: Position): number {
  const squeeze = Math.cos((place[1] * Math.PI) / 180);
  let [best, nearest] = [0, Infinity];
  for (const { line, from_m, to_m } of track) {
    const at = shares(line);
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1] as Position, line[i] as Position];
      const [bx, by] = [(b[0] - a[0]) * squeeze, b[1] - a[1]];
      const [px, py] = [(place[0] - a[0]) * squeeze, place[1] - a[1]];
      const long = bx * bx + by * by;
      const t = long ? Math.max(0, Math.min(1, (px * bx + py * by) / long)) : 0;
      const far = Math.hypot(px - t * bx, py - t * by);
      if (far >= nearest) continue;
      nearest = far;
      const [s, e] = [at[i - 1] as number, at[i] as number];
      best = from_m + (s + (e - s) * t) * (to_m - from_m);
    }
  }
  return best;
}

/** A stretch with one end moved to a chainage, in whole metres, neither past the other end nor off the road. */
export function moved(
  { from_m, to_m }: { from_m: number; to_m: number },
  end: 'from' | 'to',
  chainage: number,
  road_end: number,
): { from_m: number; to_m: number } {
  const whole = Math.round(chainage);
  return end === 'from'
    ? { from_m: Math.max(0, Math.min(whole, to_m - SHORTEST_M)), to_m }
    : { from_m, to_m: Math.min(road_end, Math.max(whole, from_m + SHORTEST_M)) };
}
