import { mapModel } from '../map/map.svelte';
import { person } from '../people/person.svelte';
import type { PieceWire } from '../people/types';
import { gridKey } from './balance';
import { boundsOf } from './geometry';
import { grids } from './grids.svelte';
import { partition } from './partition.svelte';
import type { DutyGrid, WholeRoad } from './types';

/** What is looked at: a cell, a duty grid, a road, a frontage zone; and what is under the pointer. */
class Selection {
  cell = $state<string | null>(null);
  grid = $state<string | null>(null);
  road = $state.raw<WholeRoad | null>(null);
  /** The code of a frontage zone. */
  zone = $state<string | null>(null);
  hover = $state<string | null>(null);
  hoverGrid = $state<string | null>(null);
  /** What the duty is about that is pointed at in a list. */
  piece = $state.raw<PieceWire | null>(null);

  /** The duty grid that is lit: the one pointed at, else the one chosen. */
  lit = $derived.by<DutyGrid | null>(() => {
    const wish = this.hoverGrid ?? this.grid;
    return (wish && partition.duty?.grids.find((it) => gridKey(it) === wish)) || null;
  });

  pick(cell: string | null, fly = false): void {
    this.clear();
    person.close();
    if (!cell) return;
    const holder = partition.gridOf(cell);
    this.cell = cell;
    this.grid = holder ? gridKey(holder) : null;
    void partition.loadEdges();
    if (fly) this.fly([cell]);
    grids.card();
  }

  choose(grid: DutyGrid): void {
    const key = gridKey(grid);
    const again = this.grid === key && !this.cell;
    this.clear();
    person.close();
    if (again) return;
    this.grid = key;
    this.fly(grid.cells);
  }

  openRoad(road: WholeRoad): void {
    this.clear();
    person.close();
    this.road = road;
    grids.card();
  }

  openZone(code: string): void {
    this.clear();
    person.close();
    this.zone = code;
    grids.card();
  }

  fly(cells: readonly string[]): void {
    const bounds = boundsOf(cells.map((it) => partition.cells.get(it)).filter((it) => it !== undefined));
    if (bounds) mapModel.fit(bounds);
  }

  clear(): void {
    this.cell = null;
    this.grid = null;
    this.road = null;
    this.zone = null;
    this.piece = null;
  }
}

export const selection = new Selection();
