import { mapModel } from '../map/map.svelte';
import { person } from '../people/person.svelte';
import { media } from '../ui/media.svelte';
import { panel } from '../ui/panel.svelte';
import { gridKey } from './balance';
import { boundsOf } from './geometry';
import { grids } from './grids.svelte';
import { partition } from './partition.svelte';
import type { DutyGrid, WholeRoad } from './types';

/** What is looked at: a cell, a duty grid, a road; and what is under the pointer. */
class Selection {
  cell = $state<string | null>(null);
  grid = $state<string | null>(null);
  road = $state.raw<WholeRoad | null>(null);
  hover = $state<string | null>(null);
  hoverGrid = $state<string | null>(null);

  /** The duty grid that is lit: the one pointed at, else the one chosen. */
  lit = $derived.by<DutyGrid | null>(() => {
    const wish = this.hoverGrid ?? this.grid;
    return (wish && partition.duty?.grids.find((it) => gridKey(it) === wish)) || null;
  });

  pick(cell: string | null, fly = false): void {
    this.cell = cell;
    const holder = cell ? partition.gridOf(cell) : undefined;
    this.grid = holder ? gridKey(holder) : null;
    person.close();
    if (!cell) return;
    this.road = null;
    void partition.loadEdges();
    if (fly) this.fly([cell]);
    if (media.phone) {
      grids.detail = true;
      if (panel.sheet === 'peek') panel.sheet = 'half';
    }
  }

  choose(grid: DutyGrid): void {
    const key = gridKey(grid);
    this.grid = this.grid === key ? null : key;
    this.cell = null;
    this.road = null;
    person.close();
    if (this.grid) this.fly(grid.cells);
  }

  fly(cells: readonly string[]): void {
    const bounds = boundsOf(cells.map((it) => partition.cells.get(it)).filter((it) => it !== undefined));
    if (bounds) mapModel.fit(bounds);
  }

  clear(): void {
    this.cell = null;
    this.grid = null;
    this.road = null;
  }
}

export const selection = new Selection();
