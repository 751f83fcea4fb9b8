import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { FONT } from './fonts';
import type { Palette } from './palette';

/** The tint under everything: neighbours under different members differ. */
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
