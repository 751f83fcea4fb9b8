import type { SourceSpecification } from 'maplibre-gl';

/** The tiles of one layer; `query` narrows them, `version` makes the browser ask anew. */
export function tiles(origin: string, layer: string, query = '', version = 0): string[] {
  const all = [query, version ? `v=${version}` : ''].filter(Boolean).join('&');
  return [`${origin}/tiles/${layer}/{z}/{x}/{y}.mvt${all ? `?${all}` : ''}`];
}

/** Past these zooms the last tile is stretched: its grid is finer than a hand's breadth by then. */
const DEEPEST = 16;

export function sources(origin: string, query: string): Record<string, SourceSpecification> {
  const vector = (layer: string, minzoom: number, narrowed = ''): SourceSpecification => ({
    type: 'vector',
    tiles: tiles(origin, layer, narrowed),
    minzoom,
    maxzoom: DEEPEST,
  });
  const empty: SourceSpecification = {
    type: 'geojson',
    data: { type: 'FeatureCollection', features: [] },
  };
  return {
    backdrop: vector('backdrop', 9),
    roads: vector('roads', 9),
    areas: vector('areas', 11),
    incidents: vector('incidents', 9, query),
    heat: vector('heat', 9, query),
    person: empty,
    pick: empty,
    focus: empty,
  };
}
