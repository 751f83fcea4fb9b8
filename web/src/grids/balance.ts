import type { DutyGrid, PersonRef } from './types';

/** A duty grid further than this from the mean of its community is spoken of. */
export const FAR = 0.15;

export type Strain = 'even' | 'heavy' | 'light';

/** How a share of the mean (1 is the mean) strains its holder. */
export function strain(share: number): Strain {
  return share > 1 + FAR ? 'heavy' : share < 1 - FAR ? 'light' : 'even';
}

/** How far along a bar a share stands, 0..1; the mean is in the middle, twice the mean fills it. */
export function along(share: number): number {
  return Math.max(0, Math.min(1, share / 2));
}

export interface CommunityGrids {
  code: string;
  name: string;
  grids: DutyGrid[];
  cells: number;
  area_m2: number;
}

/** Duty grids by community in the order of their codes; in each the heaviest first, unheld ground last. */
export function byCommunity(grids: readonly DutyGrid[]): CommunityGrids[] {
  const all = new Map<string, CommunityGrids>();
  for (const grid of grids) {
    const { community: code, community_name: name } = grid;
    const group = all.get(code) ?? { code, name, grids: [], cells: 0, area_m2: 0 };
    group.grids.push(grid);
    group.cells += grid.cells.length;
    group.area_m2 += grid.area_m2;
    all.set(code, group);
  }
  for (const group of all.values()) {
    group.grids.sort((a, b) => Number(!a.person) - Number(!b.person) || b.share - a.share);
  }
  return [...all.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** What tells one duty grid from another: its holder and its community. */
export function gridKey(grid: { person: PersonRef | null; community: string }): string {
  return `${grid.community}/${grid.person?.code ?? ''}`;
}

/** Keeps the communities and grids whose names or cell codes hold the text. */
export function narrowed(groups: readonly CommunityGrids[], text: string): CommunityGrids[] {
  const wish = text.trim().toLowerCase().replaceAll(' ', '');
  if (!wish) return [...groups];
  const fits = (it: string | undefined) => it?.toLowerCase().includes(wish) ?? false;
  const digits = /^\d{3,}$/.test(wish);
  return groups.flatMap((group) => {
    if (fits(group.name)) return [group];
    const grids = group.grids.filter(
      (it) => fits(it.person?.name) || fits(it.person?.code) || (digits && it.cells.some(fits)),
    );
    return grids.length ? [{ ...group, grids }] : [];
  });
}
