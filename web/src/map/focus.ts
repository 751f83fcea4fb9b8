import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from './palette';

/** What the reader points at: the place asked about, the road's foot, an incident under the pointer. */
export function focus(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'cell-picked-fill',
      type: 'fill',
      source: 'areas',
      'source-layer': 'cell',
      filter: ['==', ['get', 'code'], ''],
      paint: { 'fill-color': p.pick, 'fill-opacity': 0.1 },
    },
    {
      id: 'cell-picked',
      type: 'line',
      source: 'areas',
      'source-layer': 'cell',
      filter: ['==', ['get', 'code'], ''],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': p.pick, 'line-width': 2.4 },
    },
    {
      id: 'pick-line-halo',
      type: 'line',
      source: 'pick',
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': p.halo, 'line-width': 5, 'line-opacity': 0.9 },
    },
    {
      id: 'pick-line',
      type: 'line',
      source: 'pick',
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': p.pick, 'line-width': 2.4, 'line-dasharray': [1.6, 1.2] },
    },
    {
      id: 'pick-foot',
      type: 'circle',
      source: 'pick',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 4,
        'circle-color': p.halo,
        'circle-stroke-color': p.pick,
        'circle-stroke-width': 2.2,
      },
    },
    {
      id: 'focus',
      type: 'circle',
      source: 'focus',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 12, 8, 16, 13],
        'circle-color': p.pick,
        'circle-opacity': 0.18,
        'circle-stroke-color': p.pick,
        'circle-stroke-width': 2.4,
      },
    },
  ];
}
