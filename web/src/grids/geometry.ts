import type { Bounds } from '../api/types';
import type { Polygon, Position } from './types';

type Shape = Polygon<unknown>;

/** Metres in a degree of latitude; good to a part in two hundred anywhere, which labels and snapping need. */
const DEGREE_M = 111_000;

/** The polygons of a feature, each as its rings, the outer one first. */
export function polygons({ geometry }: Shape): Position[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

const rings = (shape: Shape): Position[][] => polygons(shape).flat();

/** The box round some features; `null` round nothing. */
export function boundsOf(shapes: Iterable<Shape>): Bounds | null {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const shape of shapes) {
    for (const [x, y] of rings(shape).flat()) {
      [w, s, e, n] = [Math.min(w, x), Math.min(s, y), Math.max(e, x), Math.max(n, y)];
    }
  }
  return w <= e ? [w, s, e, n] : null;
}

/** Whether a place lies in a feature: inside its outer ring and in none of its holes. */
export function contains(shape: Shape, [x, y]: Position): boolean {
  let inside = false;
  for (const ring of rings(shape)) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1] as Position;
      const [bx, by] = ring[i] as Position;
      if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) inside = !inside;
    }
  }
  return inside;
}

const boxes = new WeakMap<Shape, Bounds | null>();

/** The first of some features that a place lies in. Boxes are remembered: the pointer asks all the time. */
export function shapeAt<S extends Shape>(shapes: Iterable<S>, place: Position): S | null {
  for (const shape of shapes) {
    let box = boxes.get(shape);
    if (box === undefined) {
      box = boundsOf([shape]);
      boxes.set(shape, box);
    }
    if (!box || place[0] < box[0] || place[0] > box[2] || place[1] < box[1] || place[1] > box[3]) continue;
    if (contains(shape, place)) return shape;
  }
  return null;
}

const end = ([x, y]: Position): string => `${x},${y}`;

/** The name of a piece of border, the same from both its sides. */
function piece(a: Position, b: Position): string {
  const [p, q] = [end(a), end(b)];
  return p < q ? `${p} ${q}` : `${q} ${p}`;
}

/** Every piece of border of some features that lies on no other of them: the outline of them all together. */
export function outline(shapes: Iterable<Shape>): Position[][] {
  const pieces = new Map<string, [Position, Position] | null>();
  for (const shape of shapes) {
    for (const ring of rings(shape)) {
      for (let i = 1; i < ring.length; i++) {
        const [a, b] = [ring[i - 1] as Position, ring[i] as Position];
        const name = piece(a, b);
        pieces.set(name, pieces.has(name) ? null : [a, b]);
      }
    }
  }
  return chains([...pieces.values()].filter((it) => it !== null));
}

/** The pieces of border that two neighbours share, as lines; empty where they are none. */
export function sharedBorder(a: Shape, b: Shape): Position[][] {
  const theirs = new Set<string>();
  for (const ring of rings(b)) {
    for (let i = 1; i < ring.length; i++) theirs.add(piece(ring[i - 1] as Position, ring[i] as Position));
  }
  const shared: [Position, Position][] = [];
  for (const ring of rings(a)) {
    for (let i = 1; i < ring.length; i++) {
      const [p, q] = [ring[i - 1] as Position, ring[i] as Position];
      if (theirs.has(piece(p, q))) shared.push([p, q]);
    }
  }
  return chains(shared);
}

/** Joins pieces end to end into lines as long as can be. */
function chains(pieces: readonly [Position, Position][]): Position[][] {
  const at = new Map<string, number[]>();
  const note = (place: Position, i: number) => {
    const list = at.get(end(place));
    if (list) list.push(i);
    else at.set(end(place), [i]);
  };
  pieces.forEach(([a, b], i) => {
    note(a, i);
    note(b, i);
  });
  const used = new Set<number>();
  const follow = (from: Position): Position[] => {
    const line: Position[] = [];
    let here = from;
    for (;;) {
      const meeting = at.get(end(here)) ?? [];
      const next = meeting.length > 2 && line.length ? undefined : meeting.find((i) => !used.has(i));
      if (next === undefined) return line;
      used.add(next);
      const [a, b] = pieces[next] as [Position, Position];
      here = end(a) === end(here) ? b : a;
      line.push(here);
    }
  };
  const lines: Position[][] = [];
  pieces.forEach(([a, b], i) => {
    if (used.has(i)) return;
    used.add(i);
    lines.push([...follow(a).reverse(), a, b, ...follow(b)]);
  });
  return lines;
}

/** Where along `a`–`b`, 0..1, it meets `p`–`q`; `null` where it does not. */
function meets(a: Position, b: Position, p: Position, q: Position): number | null {
  const [dx, dy, ex, ey] = [b[0] - a[0], b[1] - a[1], q[0] - p[0], q[1] - p[1]];
  const across = dx * ey - dy * ex;
  if (!across) return null;
  const t = ((p[0] - a[0]) * ey - (p[1] - a[1]) * ex) / across;
  const u = ((p[0] - a[0]) * dy - (p[1] - a[1]) * dx) / across;
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? t : null;
}

/** How often a line meets the border of a feature. */
export function crossings(line: readonly Position[], shape: Shape): number {
  let count = 0;
  for (let i = 1; i < line.length; i++) {
    for (const ring of rings(shape)) {
      for (let j = 1; j < ring.length; j++) {
        const met = meets(
          line[i - 1] as Position,
          line[i] as Position,
          ring[j - 1] as Position,
          ring[j] as Position,
        );
        if (met !== null) count++;
      }
    }
  }
  return count;
}

/** The line with either end that stops inside the feature, less than `reach` metres short of its border, led on over it. */
export function prolonged(line: readonly Position[], shape: Shape, reach: number): Position[] {
  if (line.length < 2) return [...line];
  const over = (end: Position, before: Position): Position => {
    const far = distance(before, end);
    if (!far || !contains(shape, end)) return end;
    const further = (metres: number): Position => [
      end[0] + ((end[0] - before[0]) * metres) / far,
      end[1] + ((end[1] - before[1]) * metres) / far,
    ];
    const to = further(reach);
    return crossings([end, to], shape) ? to : end;
  };
  const [first, second, before, last] = [line[0], line[1], line[line.length - 2], line[line.length - 1]] as [
    Position,
    Position,
    Position,
    Position,
  ];
  return [over(first, second), ...line.slice(1, -1), over(last, before)];
}

/** Length of a line in metres. */
export function lengthOf(line: readonly Position[]): number {
  let sum = 0;
  for (let i = 1; i < line.length; i++) sum += distance(line[i - 1] as Position, line[i] as Position);
  return sum;
}

function distance(a: Position, b: Position): number {
  const east = (b[0] - a[0]) * Math.cos((a[1] * Math.PI) / 180);
  return Math.hypot(east, b[1] - a[1]) * DEGREE_M;
}

/** The place so many metres east of another. */
export function eastOf([lon, lat]: Position, metres: number): Position {
  return [lon + metres / (DEGREE_M * Math.cos((lat * Math.PI) / 180)), lat];
}

/** Leaves out vertices that stray less than `tolerance` metres from the line without them (Douglas–Peucker). */
export function simplify(line: readonly Position[], tolerance: number): Position[] {
  const [first, last] = [line[0], line[line.length - 1]];
  if (!first || !last || line.length < 3) return [...line];
  let [worst, most] = [0, tolerance];
  for (let i = 1; i < line.length - 1; i++) {
    const far = strays(line[i] as Position, first, last);
    if (far > most) [worst, most] = [i, far];
  }
  if (!worst) return [first, last];
  return [
    ...simplify(line.slice(0, worst + 1), tolerance).slice(0, -1),
    ...simplify(line.slice(worst), tolerance),
  ];
}

function strays(p: Position, a: Position, b: Position): number {
  const squeeze = Math.cos((a[1] * Math.PI) / 180);
  const [px, py, bx, by] = [(p[0] - a[0]) * squeeze, p[1] - a[1], (b[0] - a[0]) * squeeze, b[1] - a[1]];
  const along = bx * bx + by * by;
  const t = along ? Math.max(0, Math.min(1, (px * bx + py * by) / along)) : 0;
  return Math.hypot(px - t * bx, py - t * by) * DEGREE_M;
}

/** A place inside a feature for its label: in the middle of the widest of a few lines across it. */
export function labelPlace(shape: Shape): Position | null {
  const box = boundsOf([shape]);
  if (!box) return null;
  let [best, width] = [null as Position | null, 0];
  for (const part of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    const y = box[1] + (box[3] - box[1]) * part;
    const cuts: number[] = [];
    for (const ring of rings(shape)) {
      for (let i = 1; i < ring.length; i++) {
        const [ax, ay] = ring[i - 1] as Position;
        const [bx, by] = ring[i] as Position;
        if (ay > y !== by > y) cuts.push(ax + ((bx - ax) * (y - ay)) / (by - ay));
      }
    }
    cuts.sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const [from, to] = [cuts[i] as number, cuts[i + 1] as number];
      // Lines off the middle have to be clearly wider.
      const worth = (to - from) * (part === 0.5 ? 1.15 : 1);
      if (worth > width) [best, width] = [[(from + to) / 2, y], worth];
    }
  }
  return best;
}
