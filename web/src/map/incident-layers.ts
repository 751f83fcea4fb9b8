import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { stagesOf, TONES } from '../incident/stage';
import { FONT, FONT_BOLD } from './fonts';
import { radius, stops } from './heat';
import type { Palette } from './palette';

const single: ExpressionSpecification = ['has', 'id'];

function toneColour(p: Palette): ExpressionSpecification {
  return [
    'match',
    ['get', 'stage'],
    ...TONES.flatMap((it) => [stagesOf(it), p.tones[it]]),
    p.tones.active,
  ] as unknown as ExpressionSpecification;
}

export function heat(p: Palette): LayerSpecification[] {
  const shares = [0, 0.12, 0.34, 0.58, 0.8, 1];
  return [
    {
      id: 'heat',
      type: 'heatmap',
      source: 'heat',
      'source-layer': 'heat',
      paint: {
        'heatmap-weight': ['get', 'n'],
        'heatmap-radius': [
          'interpolate',
          ['linear'],
          ['zoom'],
          ...stops(radius),
        ] as unknown as ExpressionSpecification,
        'heatmap-color': [
          'interpolate',
          ['linear'],
          ['heatmap-density'],
          ...p.heat.flatMap((it, i) => [shares[i] ?? 1, it]),
        ] as unknown as ExpressionSpecification,
        'heatmap-opacity': ['interpolate', ['linear'], ['zoom'], 14, 0.8, 16, 0.55, 18, 0.35],
      },
    },
  ];
}

export function points(p: Palette): LayerSpecification[] {
  const done: ExpressionSpecification = ['in', ['get', 'stage'], ['literal', stagesOf('done')]];
  const size = (open: number, closed: number): ExpressionSpecification => ['case', done, closed, open];
  return [
    {
      id: 'incident',
      type: 'circle',
      source: 'incidents',
      'source-layer': 'incident',
      filter: single,
      layout: { 'circle-sort-key': ['case', done, 0, 1] },
      paint: {
        'circle-color': toneColour(p),
        'circle-stroke-color': p.dotEdge,
        'circle-radius': [
          'interpolate',
          ['linear'],
          ['zoom'],
          12,
          size(2, 1.4),
          14,
          size(3.2, 2.2),
          16,
          size(6.5, 4.5),
          18,
          size(9, 6.5),
        ],
        'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 13, 0.4, 16, 1.6],
      },
    },
    {
      id: 'cluster',
      type: 'circle',
      source: 'incidents',
      'source-layer': 'incident',
      filter: ['!', single],
      paint: {
        'circle-color': p.cluster,
        'circle-opacity': 0.9,
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'n']], 1, 8, 5, 12, 15, 18, 50, 28],
        'circle-stroke-color': p.clusterEdge,
        'circle-stroke-width': 1.2,
      },
    },
    {
      id: 'cluster-count',
      type: 'symbol',
      source: 'incidents',
      'source-layer': 'incident',
      filter: ['!', single],
      layout: {
        'text-field': [
          'case',
          ['<', ['get', 'n'], 10_000],
          ['to-string', ['get', 'n']],
          ['concat', ['to-string', ['/', ['round', ['/', ['get', 'n'], 100]], 10]], 'k'],
        ],
        'text-font': FONT_BOLD,
        'text-size': 11.5,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': p.clusterText, 'text-halo-color': p.cluster, 'text-halo-width': 1.6 },
    },
  ];
}

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

export function cells(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'cell',
      type: 'fill',
      source: 'areas',
      'source-layer': 'cell',
      paint: {
        'fill-color': [
          'match',
          ['get', 'tint'],
          ...p.tints.flatMap((it, i) => [i, it]),
          p.paper,
        ] as unknown as ExpressionSpecification,
        'fill-antialias': false,
        'fill-opacity': [
          'interpolate',
          ['linear'],
          ['zoom'],
          12,
          p.tintOpacity * 0.7,
          15,
          p.tintOpacity,
          18,
          p.tintOpacity * 0.8,
        ],
      },
    },
  ];
}

export function cellEdges(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'cell-edge',
      type: 'line',
      source: 'areas',
      'source-layer': 'cell',
      minzoom: 12.5,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': p.cellEdge,
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 12.5, 0.08, 14.5, 0.26, 16, 0.42],
        'line-width': ['interpolate', ['linear'], ['zoom'], 13, 0.5, 16, 1, 18, 1.6],
      },
    },
  ];
}

export function cellLabels(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'cell-label',
      type: 'symbol',
      source: 'areas',
      'source-layer': 'cell_label',
      minzoom: 15.6,
      layout: {
        'text-field': [
          'format',
          ['get', 'code'],
          { 'font-scale': 0.86 },
          '\n',
          {},
          ['coalesce', ['get', 'member'], ''],
          {},
        ],
        'text-font': FONT,
        'text-size': ['interpolate', ['linear'], ['zoom'], 15.6, 11, 18, 14],
        'text-line-height': 1.25,
        'text-padding': 4,
      },
      paint: { 'text-color': p.cellText, 'text-halo-color': p.halo, 'text-halo-width': 1.4 },
    },
  ];
}
