import type { Map as GlMap } from 'maplibre-gl';

declare global {
  interface Window {
    /** For browser tests: the map, and whether it has drawn everything once. */
    __wangge?: { map: GlMap; ready: boolean };
  }
}
