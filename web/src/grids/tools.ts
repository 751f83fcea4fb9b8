import type { Tool } from './edits';
import { toggled } from './edits';
import { eastOf, lengthOf, shapeAt, sharedBorder, simplify } from './geometry';
import { chainageAt, endOf, moved, placeAt } from './stretch';
import type { Cell, Position } from './types';

type Cells = ReadonlyMap<string, Cell>;

/** Bends of a border smaller than this are not worth a handle, in metres. */
const BEND_M = 1.5;

/** How far a spot of its own reaches, in metres: as one begins, and the least and most that are sensible. */
export const SPOT_M = { usual: 60, least: 5, most: 1_000 } as const;

/** What a click with a tool in the hand comes to: the tool as it is then, or why nothing came of it. */
export type Outcome = Tool | 'other-community' | 'not-adjacent' | 'outside' | null;

export function clicked(tool: Tool, place: Position, cells: Cells): Outcome {
  if (tool.kind === 'split') return { ...tool, line: [...tool.line, place], next: null };
  if (tool.kind === 'spot') return { ...tool, place };
  if (tool.kind === 'pin' || tool.kind === 'stretch') return tool;
  const code = shapeAt(cells.values(), place)?.properties.code;
  if (!code) return 'outside';
  if (tool.kind === 'assign') {
    const had = tool.cells.includes(code);
    return { ...tool, cells: had ? tool.cells.filter((it) => it !== code) : [...tool.cells, code] };
  }
  if (tool.kind === 'merge') {
    const chosen = toggled(tool.cells, code, cells);
    return typeof chosen === 'string' ? chosen : { ...tool, cells: chosen };
  }
  return between(tool, code, cells);
}

/** Chooses the second of the two neighbours whose border is to move. */
function between(tool: Extract<Tool, { kind: 'move' }>, code: string, cells: Cells): Outcome {
  const [first] = tool.cells;
  if (!first) return { ...tool, cells: [code] };
  if (code === first || tool.cells.includes(code)) return null;
  const pair = toggled([first], code, cells);
  if (typeof pair === 'string') return pair;
  const line = borderOf(first, code, cells);
  return line ? { kind: 'move', cells: [first, code], line, moved: false } : 'not-adjacent';
}

/** The longest piece of border between two cells, with handles only where it bends. */
export function borderOf(a: string, b: string, cells: Cells): Position[] | null {
  const [one, other] = [cells.get(a), cells.get(b)];
  if (!one || !other) return null;
  const lines = sharedBorder(one, other).sort((p, q) => q.length - p.length);
  return lines[0] ? simplify(lines[0], BEND_M) : null;
}

/** One step back: a point of the line less, or a cell less. */
export function steppedBack(tool: Tool): Tool {
  switch (tool.kind) {
    case 'split':
      return { ...tool, line: tool.line.slice(0, -1) };
    case 'merge':
    case 'assign':
      return { ...tool, cells: tool.cells.slice(0, -1) };
    case 'move':
      return tool.cells.length > 1
        ? { kind: 'move', cells: tool.cells.slice(0, 1), line: [], moved: false }
        : tool;
    default:
      return tool;
  }
}

export interface Handle {
  place: Position;
  index: number;
  /** In the middle between two vertices: dragging it makes a new one. */
  between: boolean;
}

/** What of a tool's line can be dragged. */
export function handlesOf(tool: Tool | null): Handle[] {
  if (tool?.kind === 'stretch') {
    const ends = [tool.from_m, tool.to_m].map((it) => placeAt(tool.track, it));
    return ends.flatMap((place, index) => (place ? [{ place, index, between: false }] : []));
  }
  if (tool?.kind === 'spot') {
    const { place, radius_m } = tool;
    return [place, eastOf(place, radius_m)].map((place, index) => ({ place, index, between: false }));
  }
  if (tool?.kind !== 'move' && tool?.kind !== 'split') return [];
  const { line } = tool;
  const vertices = line.map((place, index) => ({ place, index, between: false }));
  if (tool.kind === 'split') return vertices;
  const middles = line.slice(1).map((to, index) => {
    const from = line[index] as Position;
    const place: Position = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    return { place, index, between: true };
  });
  return [...vertices, ...middles];
}

/** Moves a handle; a middle becomes a vertex, whose index is returned with the tool. */
export function dragged(tool: Tool, index: number, between: boolean, to: Position): [Tool, number] {
  if (tool.kind === 'stretch') {
    const chainage = chainageAt(tool.track, to);
    return [{ ...tool, ...moved(tool, index ? 'to' : 'from', chainage, endOf(tool.track)) }, index];
  }
  if (tool.kind === 'spot') {
    if (!index) return [{ ...tool, place: to }, index];
    const radius = Math.round(lengthOf([tool.place, to]));
    return [{ ...tool, radius_m: Math.max(SPOT_M.least, Math.min(radius, SPOT_M.most)) }, index];
  }
  if (tool.kind !== 'move' && tool.kind !== 'split') return [tool, index];
  const line = [...tool.line];
  if (between) line.splice(index + 1, 0, to);
  else line[index] = to;
  const at = between ? index + 1 : index;
  return tool.kind === 'move' ? [{ ...tool, line, moved: true }, at] : [{ ...tool, line, next: null }, at];
}
