import type { Bounds, LonLat } from '../api/types';
import { type Group, offFromUrl, offToUrl } from './layers';

/** How long a failed tile is spoken of. */
const TROUBLE_MS = 8_000;

export type MapState = 'loading' | 'ready' | 'no-webgl';

/** What other parts of the page need from the map, without knowing MapLibre. */
class MapModel {
  state = $state<MapState>('loading');
  trouble = $state(false);
  zoom = $state(14);
  off = $state.raw<ReadonlySet<Group>>(offFromUrl(location.search));
  /** Takes the next incident that is clicked on the map, instead of its being opened. */
  picking = $state.raw<((id: string) => void) | null>(null);
  /** Whether an area is being drawn by hand. */
  drawing = $state(false);
  #trouble = 0;
  /** Set by the map once it stands. */
  fly: (place: LonLat, zoom?: number) => void = () => {};
  fit: (bounds: Bounds) => void = () => {};
  home: () => void = () => {};
  /** The place under a point of the map, in pixels from its corner. */
  placeAt: (point: readonly [x: number, y: number]) => LonLat = () => ({ lon: 0, lat: 0 });
  zoomBy: (steps: number) => void = () => {};

  /** A tile did not come: says so for a while. */
  fail(): void {
    this.trouble = true;
    clearTimeout(this.#trouble);
    this.#trouble = window.setTimeout(() => {
      this.trouble = false;
    }, TROUBLE_MS);
  }

  toggle(group: Group): void {
    const off = new Set(this.off);
    if (!off.delete(group)) off.add(group);
    this.off = off;
    history.replaceState(null, '', location.pathname + offToUrl(location.search, off));
  }
}

export const mapModel = new MapModel();
