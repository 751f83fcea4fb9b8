import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from './palette';

const kind = (...kinds: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', kinds]];

/** The paper and what lies on it, from the widest use of land to the water. */
export function ground(p: Palette): LayerSpecification[] {
  const fill = (id: string, kinds: (keyof Palette['ground'])[]): LayerSpecification => ({
    id,
    type: 'fill',
    source: 'backdrop',
    'source-layer': 'ground',
    filter: kind(...kinds),
    paint: {
      'fill-color': [
        'match',
        ['get', 'kind'],
        ...kinds.flatMap((it) => [it, p.ground[it]]),
        p.paper,
      ] as unknown as ExpressionSpecification,
    },
  });
  return [
    { id: 'paper', type: 'background', paint: { 'background-color': p.paper } },
    fill('ground-use', ['housing', 'commercial', 'industrial', 'institution', 'plaza']),
    fill('ground-green', ['green']),
    fill('ground-sports', ['sports']),
    fill('ground-water', ['water']),
  ];
}

/** What stands on the ground or cuts through it: drawn over the tints of the cells. */
export function built(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'stream',
      type: 'line',
      source: 'backdrop',
      'source-layer': 'line',
      filter: kind('stream'),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': p.stream,
        'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 12, 1, 18, 9],
      },
    },
    {
      id: 'building',
      type: 'fill',
      source: 'backdrop',
      'source-layer': 'building',
      minzoom: 13,
      paint: {
        'fill-color': p.building,
        'fill-outline-color': p.buildingEdge,
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], 13, 0.4, 15, 1],
      },
    },
    {
      id: 'wall',
      type: 'line',
      source: 'backdrop',
      'source-layer': 'line',
      minzoom: 15,
      filter: kind('wall'),
      paint: { 'line-color': p.wall, 'line-width': 1.2 },
    },
  ];
}

/** Borders as a printed map has them: dash and dot, the heavier the higher. */
export function borders(p: Palette): LayerSpecification[] {
  const line = (
    id: string,
    of: string,
    [far, near]: [number, number],
    dashes: number[],
    opacity: number,
  ): LayerSpecification => ({
    id,
    type: 'line',
    source: 'backdrop',
    'source-layer': 'district',
    filter: kind(of),
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': p.border,
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, far, 16, near],
      'line-opacity': opacity,
      ...(dashes.length ? { 'line-dasharray': dashes } : {}),
    },
  });
  return [
    line('border-community', 'community', [1.2, 2.2], [7, 2, 1, 2], 0.9),
    line('border-subdistrict', 'subdistrict', [1.8, 3.4], [8, 1.6, 1, 1.6, 1, 1.6], 0.95),
    line('border-wash', 'district', [8, 12], [], 0.16),
    line('border-district', 'district', [2.2, 4], [9, 1.6, 1, 1.6], 0.95),
  ];
}
