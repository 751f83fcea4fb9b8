import type { RoadClass } from '../api/types';
import type { Edge } from './types';

export interface BorderRoad {
  code: string | null;
  name: string;
  class: RoadClass;
  length_m: number;
}

const ROADS: readonly string[] = ['main', 'secondary', 'branch', 'alley'];

/** The roads on a cell's border, the longest first, and how much of the border was drawn. */
export function bordersOf(cell: string, edges: readonly Edge[]): { roads: BorderRoad[]; cut_m: number } {
  const roads = new Map<string, BorderRoad>();
  let cut_m = 0;
  for (const { properties: it } of edges) {
    if (it.left !== cell && it.right !== cell) continue;
    if (it.class === 'cut') cut_m += it.length_m;
    if (!ROADS.includes(it.class)) continue;
    const name = it.road_name ?? it.road;
    if (!name) continue;
    const road = roads.get(name) ?? { code: it.road, name, class: it.class as RoadClass, length_m: 0 };
    road.length_m += it.length_m;
    roads.set(name, road);
  }
  return { roads: [...roads.values()].sort((a, b) => b.length_m - a.length_m), cut_m };
}
