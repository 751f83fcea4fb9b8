import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { FONT } from './fonts';
import type { Palette } from './palette';

/** The zoom at which the labels of duty grids give way to those of single cells. */
const SINGLE = 15.7;

/** A value by the tint of a duty grid; `other` without a holder. */
function byTint(values: readonly string[], other: string): ExpressionSpecification {
  return [
    'match',
    ['get', 'tint'],
    ...values.flatMap((it, i) => [i, it]),
    other,
  ] as unknown as ExpressionSpecification;
}

/** The tint under everything: neighbours under different members differ. */
export function cells(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'cell',
      type: 'fill',
      source: 'areas',
      'source-layer': 'cell',
      paint: {
        'fill-color': byTint(p.tints, p.paper),
        'fill-antialias': false,
        'fill-opacity': [
          'interpolate',
          ['linear'],
          ['zoom'],
          11,
          p.tintOpacity * 1.15,
          15,
          p.tintOpacity,
          18,
          p.tintOpacity * 0.7,
        ],
      },
    },
  ];
}

/**
 * Thin grey lines around cells, firm ones with a pale casing around duty grids. Where these part communities, only the
 * casing is drawn: the border of the community lies on it.
 */
export function cellEdges(p: Palette): LayerSpecification[] {
  const grid = (
    id: string,
    colour: string,
    width: [number, number, number],
    opacity: number,
    filter: ExpressionSpecification,
  ): LayerSpecification => ({
    id,
    type: 'line',
    source: 'areas',
    'source-layer': 'grid',
    filter,
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: {
      'line-color': colour,
      'line-opacity': opacity,
      'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 11, width[0], 15, width[1], 18, width[2]],
    },
  });
  return [
    {
      id: 'cell-edge',
      type: 'line',
      source: 'areas',
      'source-layer': 'cell',
      minzoom: 13,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': p.cellEdge,
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 13, 0.12, 14.5, 0.4, 16, 0.6],
        'line-width': ['interpolate', ['linear'], ['zoom'], 13, 0.4, 16, 0.8, 18, 1.2],
      },
    },
    grid('grid-casing', p.halo, [2.2, 4.4, 7], p.gridCasingOpacity, ['has', 'level']),
    grid('grid-edge', p.gridEdge, [0.8, 1.9, 3.2], 0.95, ['==', ['get', 'level'], 'grid']),
  ];
}

/** Who holds a duty grid and how many cells it has; nearer, each cell's number and its holder. */
export function cellLabels(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'grid-label',
      type: 'symbol',
      source: 'areas',
      'source-layer': 'grid_label',
      minzoom: 13.2,
      maxzoom: SINGLE,
      layout: {
        'text-field': [
          'format',
          ['get', 'member'],
          {},
          '\n',
          {},
          ['concat', ['to-string', ['get', 'cells']], cellWord()],
          { 'font-scale': 0.8 },
        ],
        'text-font': FONT,
        'text-size': ['interpolate', ['linear'], ['zoom'], 13.2, 11, 15.5, 15],
        'text-line-height': 1.2,
        'text-padding': 3,
        // Where room is short, the larger duty grid keeps its label.
        'symbol-sort-key': ['-', 0, ['get', 'area_ha']],
      },
      paint: {
        'text-color': byTint(p.tintTexts, p.cellText),
        'text-halo-color': p.halo,
        'text-halo-width': 1.6,
      },
    },
    {
      id: 'cell-label',
      type: 'symbol',
      source: 'areas',
      'source-layer': 'cell_label',
      minzoom: SINGLE,
      layout: {
        'text-field': [
          'format',
          ['get', 'code'],
          {},
          '\n',
          {},
          ['coalesce', ['get', 'member'], ''],
          { 'font-scale': 0.86 },
        ],
        'text-font': FONT,
        'text-size': ['interpolate', ['linear'], ['zoom'], SINGLE, 11, 18, 14.5],
        'text-line-height': 1.25,
        'text-padding': 3,
      },
      paint: { 'text-color': p.cellText, 'text-halo-color': p.halo, 'text-halo-width': 1.5 },
    },
  ];
}

/** What follows the number of cells. The page says in which language it is when the map is made. */
function cellWord(): string {
  return globalThis.document?.documentElement.lang.startsWith('en') ? ' cells' : ' 格';
}
