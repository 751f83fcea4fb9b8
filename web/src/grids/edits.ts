import { contains, crossings, outline, polygons, prolonged, sharedBorder } from './geometry';
import type { Track } from './stretch';
import type { Cell, Edit, PersonRef, Plan, Position, Preview, Rerouted } from './types';

/** What the person is about to do, while the tool is in the hand. */
export type Tool =
  | {
      kind: 'split';
      cell: string;
      line: Position[] /** Under the pointer, not yet set. */;
      next: Position | null;
    }
  | { kind: 'merge'; cells: string[] }
  | { kind: 'move'; cells: string[]; line: Position[]; moved: boolean }
  | { kind: 'assign'; cells: string[]; person: PersonRef | null | undefined }
  /** A stretch of a road whose ends are dragged along it. */
  | { kind: 'stretch'; road: string; track: Track; from_m: number; to_m: number }
  /** A place of its own and how far it reaches: both are dragged, the place is clicked too. */
  | { kind: 'spot'; place: Position; radius_m: number }
  | { kind: 'pin' };

export type ToolKind = Tool['kind'];

/** Edits that wait to be accepted; a plan is many edits in one. */
export interface Staged {
  id: number;
  kind: Edit['op'] | 'plan' | 'change_duty';
  edits: readonly Edit[];
  /** Cells or a road, for the list. */
  what: string[];
  person: PersonRef | null;
  /** What is said of it in the list, where cells and person do not say it. */
  label?: string;
}

/** The server leads an end on over the border where it stops no more than this short of it, in metres. */
const SHORT_M = 30;

/** The edit that the tool stands for; `null` while something is missing. */
export function editOf(tool: Tool | null): Edit | null {
  switch (tool?.kind) {
    case 'split': {
      const drawn = tool.next ? [...tool.line, tool.next] : tool.line;
      if (drawn.length < 2) return null;
      return { op: 'split', cell: tool.cell, line: drawn };
    }
    case 'merge':
      return tool.cells.length > 1 ? { op: 'merge', cells: tool.cells } : null;
    case 'move': {
      const [a, b] = tool.cells;
      return a && b && tool.moved ? { op: 'move', cells: [a, b], line: tool.line } : null;
    }
    case 'assign':
      return tool.cells.length && tool.person !== undefined
        ? { op: 'assign', cells: tool.cells, person: tool.person?.code ?? null }
        : null;
    default:
      return null;
  }
}

/** Why an edit need not be sent: what it would be told is plain from here. */
export function unsound(
  edit: Edit | null,
  cells: ReadonlyMap<string, Cell>,
): 'not-across' | 'strayed' | null {
  if (edit?.op === 'split') {
    const cell = cells.get(edit.cell);
    return cell && crossings(prolonged(edit.line, cell, SHORT_M), cell) < 2 ? 'not-across' : null;
  }
  if (edit?.op === 'move') {
    const pair = edit.cells.map((it) => cells.get(it)).filter((it) => it !== undefined);
    const inside = (place: Position) => pair.some((it) => contains(it, place));
    return edit.line.slice(1, -1).every(inside) ? null : 'strayed';
  }
  return null;
}

export function staged(id: number, edit: Edit, person: PersonRef | null): Staged {
  return { id, kind: edit.op, edits: [edit], what: whatOf(edit), person };
}

/** The cells or the road that an edit is about. */
function whatOf(edit: Edit): string[] {
  switch (edit.op) {
    case 'split':
      return [edit.cell];
    case 'assign_road':
      return [edit.road];
    case 'add_duty':
      return edit.cells ?? (edit.road ? [edit.road] : []);
    case 'end_duty':
    case 'add_persons':
      return [];
    default:
      return [...edit.cells];
  }
}

/** A duty that is added, ended, or both: changed. */
export function stagedDuty(id: number, edits: readonly Edit[], label: string): Staged {
  const kind = edits.length > 1 ? 'change_duty' : (edits[0]?.op ?? 'add_duty');
  return { id, kind, edits, what: edits.flatMap(whatOf), person: null, label };
}

export function stagedPlan(id: number, plan: Plan): Staged {
  const what = [...new Set(plan.edits.flatMap((it) => ('cells' in it ? (it.cells ?? []) : [])))];
  return { id, kind: 'plan', edits: plan.edits, what, person: null };
}

/** All edits in their order. */
export const flat = (list: readonly Staged[]): Edit[] => list.flatMap((it) => it.edits);

/** Which of the staged a refusal is about, by the index in `edits[3].line`; its length where it is the tool's. */
export function blamed(list: readonly Staged[], field: string | undefined): number {
  const index = Number(/^\/?edits[[/.](\d+)/.exec(field ?? '')?.[1] ?? NaN);
  if (Number.isNaN(index)) return list.length;
  let before = 0;
  for (let i = 0; i < list.length; i++) {
    before += list[i]?.edits.length ?? 0;
    if (index < before) return i;
  }
  return list.length;
}

/** The cells as they would be: those that ended are gone, those that changed have their new ground and holder. */
export function withPreview(cells: ReadonlyMap<string, Cell>, preview: Preview | null): Map<string, Cell> {
  const all = new Map(cells);
  if (!preview) return all;
  const names = new Map(
    [...cells.values()].map((it) => [it.properties.community, it.properties.community_name]),
  );
  for (const code of preview.ended) all.delete(code);
  for (const { properties: it, geometry } of preview.cells.features) {
    all.set(it.code, {
      type: 'Feature',
      geometry,
      properties: {
        code: it.code,
        community: it.community,
        community_name: names.get(it.community) ?? it.community,
        area_m2: it.area_m2,
        member: it.member?.name ?? null,
        member_code: it.member?.code ?? null,
      },
    });
  }
  return all;
}

/** From whom to whom an incident goes: the first to act, the member, the leader, whichever changes. */
export function handedOver({ from, to }: Rerouted): [PersonRef | null, PersonRef | null] {
  const who =
    (['other', 'member', 'leader'] as const).find((it) => from[it]?.code !== to[it]?.code) ?? 'member';
  return [from[who], to[who]];
}

/** Why a cell cannot join the others of a tool. */
export type Refusal = 'other-community' | 'not-adjacent';

/** Adds a cell to those to be merged, or takes it out again. */
export function toggled(
  cells: readonly string[],
  code: string,
  all: ReadonlyMap<string, Cell>,
): string[] | Refusal {
  const cell = all.get(code);
  if (!cell || cells.includes(code)) return cells.filter((it) => it !== code);
  const others = cells.map((it) => all.get(it)).filter((it) => it !== undefined);
  if (others.some((it) => it.properties.community !== cell.properties.community)) return 'other-community';
  if (others.length && !others.some((it) => sharedBorder(it, cell).length)) return 'not-adjacent';
  return [...cells, code];
}

/** How two versions differ, cell by cell. */
export interface Difference {
  ended: string[];
  fresh: string[];
  reshaped: string[];
  reassigned: string[];
}

export function compare(before: ReadonlyMap<string, Cell>, after: ReadonlyMap<string, Cell>): Difference {
  const difference: Difference = { ended: [], fresh: [], reshaped: [], reassigned: [] };
  for (const [code, old] of before) {
    const now = after.get(code);
    if (!now) difference.ended.push(code);
    else if (!sameGround(old, now)) difference.reshaped.push(code);
    else if (old.properties.member_code !== now.properties.member_code) difference.reassigned.push(code);
  }
  for (const code of after.keys()) if (!before.has(code)) difference.fresh.push(code);
  return difference;
}

function sameGround(a: Cell, b: Cell): boolean {
  if (Math.abs(a.properties.area_m2 - b.properties.area_m2) > 0.5) return false;
  return outline([a, b]).length === 0;
}

/** A colour for every holder so that neighbours differ: the first of `count` that no neighbour has. */
export function tints(cells: Iterable<Cell>, count: number): Map<string, number> {
  const neighbours = new Map<string, Set<string>>();
  const corners = new Map<string, Set<string>>();
  for (const cell of cells) {
    const holder = cell.properties.member_code ?? '';
    if (!neighbours.has(holder)) neighbours.set(holder, new Set());
    for (const place of polygons(cell).flat(2)) {
      const corner = corners.get(place.join());
      if (!corner) corners.set(place.join(), new Set([holder]));
      else corner.add(holder);
    }
  }
  for (const corner of corners.values()) {
    for (const a of corner) for (const b of corner) if (a !== b) neighbours.get(a)?.add(b);
  }
  const chosen = new Map<string, number>();
  for (const holder of [...neighbours.keys()].sort()) {
    const taken = new Set([...(neighbours.get(holder) ?? [])].map((it) => chosen.get(it)));
    let tint = 0;
    while (taken.has(tint) && tint < count - 1) tint++;
    chosen.set(holder, tint);
  }
  return chosen;
}
