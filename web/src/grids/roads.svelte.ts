import { asRequestError, type RequestError } from '../api/problem';
import type { RoadClass } from '../api/types';
import { mapModel } from '../map/map.svelte';
import { gridsApi } from './api';
import { boundsOf } from './geometry';
import { partition } from './partition.svelte';
import { selection } from './select.svelte';
import type { Holder, Roads } from './types';
import { versions } from './versions.svelte';

/** The server lists them by code; this many are asked for so that the longest are among them. */
const ASKED = 5_000;

/** The list of roads and the one that is open. */
class RoadsState {
  list = $state.raw<Roads | null>(null);
  error = $state.raw<RequestError | null>(null);
  leaders = $state.raw<readonly Holder[]>([]);
  only = $state<RoadClass | null>(null);
  text = $state('');
  assigning = $state(false);
  #asked: AbortController | null = null;

  async load(): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    const query = new URLSearchParams({ limit: String(ASKED) });
    if (this.only) query.set('class', this.only);
    if (this.text.trim()) query.set('q', this.text.trim());
    try {
      const list = await gridsApi.roads(query, asked.signal);
      if (!asked.signal.aborted) [this.list, this.error] = [list, null];
    } catch (thrown) {
      if (!asked.signal.aborted) this.error = asRequestError(thrown);
    }
  }

  async loadLeaders(): Promise<void> {
    try {
      this.leaders = await gridsApi.persons('road_leader');
    } catch (thrown) {
      this.error = asRequestError(thrown);
    }
  }
}

export const roads = new RoadsState();

/** Opens a road: its card, itself and the cells of both its sides on the map. */
export async function openRoad(code: string): Promise<void> {
  try {
    const road = await gridsApi.road(code);
    if (versions.shown !== null) void versions.show(null);
    roads.assigning = false;
    selection.openRoad(road);
    const cells = road.segments.flatMap((it) => [...it.left, ...it.right]);
    const bounds = boundsOf(cells.map((it) => partition.cells.get(it)).filter((it) => it !== undefined));
    if (bounds) mapModel.fit(bounds);
  } catch (thrown) {
    roads.error = asRequestError(thrown);
  }
}
