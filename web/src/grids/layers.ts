import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
} from 'maplibre-gl';
import { FONT, FONT_BOLD } from '../map/fonts';
import type { Palette } from '../map/palette';

/** What the grids' face draws over the map: another version, what is lit, what changes, the draft, marks. */
export const SOURCES = {
  version: 'grids-version',
  light: 'grids-light',
  change: 'grids-change',
  draft: 'grids-draft',
  mark: 'grids-mark',
  cover: 'grids-cover',
  frontage: 'grids-frontage',
} as const;

export type GridsSource = keyof typeof SOURCES;

export function gridSources(): Record<string, SourceSpecification> {
  const empty = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } } as const;
  return Object.fromEntries(Object.values(SOURCES).map((id) => [id, { ...empty, tolerance: 0.1 }]));
}

const role = (...roles: string[]): FilterSpecification =>
  ['in', ['get', 'role'], ['literal', roles]] as unknown as FilterSpecification;

function byRole<T extends string | number>(table: Record<string, T>, other: T): ExpressionSpecification {
  return [
    'match',
    ['get', 'role'],
    ...Object.entries(table).flat(),
    other,
  ] as unknown as ExpressionSpecification;
}

type LinePaint = NonNullable<Extract<LayerSpecification, { type: 'line' }>['paint']>;

function line(id: string, source: GridsSource, roles: string[], paint: LinePaint): LayerSpecification {
  const layout = { 'line-join': 'round', 'line-cap': 'round' } as const;
  return { id, type: 'line', source: SOURCES[source], filter: role(...roles), layout, paint };
}

/** The chosen road, out of the road tiles. */
function roadLine(id: string, paint: LinePaint): LayerSpecification {
  return {
    id,
    type: 'line',
    source: 'roads',
    'source-layer': 'road',
    filter: ['==', ['get', 'code'], ''],
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint,
  };
}

/** Nobody answers, or several do. */
const gapColour = (p: Palette): ExpressionSpecification => [
  'case',
  ['get', 'gap'],
  p.tones.trouble,
  p.tones.new,
];

/** Whether somebody signed for a frontage zone. */
const signedColour = (p: Palette): ExpressionSpecification => [
  'case',
  ['get', 'signed'],
  p.accent,
  p.tones.trouble,
];

/** A width that grows with the zoom. */
const wide = (far: number, near: number): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['zoom'],
  12,
  far,
  17,
  near,
];

/** Fills, and what nobody answers for, under the names of streets and cells. */
export function gridsUnder(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'grids-version-cell',
      type: 'fill',
      source: SOURCES.version,
      filter: role('cell'),
      paint: {
        'fill-color': [
          'match',
          ['get', 'tint'],
          ...p.tints.flatMap((it, i) => [i, it]),
          p.paper,
        ] as unknown as ExpressionSpecification,
        'fill-opacity': p.tintOpacity * 1.4,
        'fill-antialias': false,
      },
    },
    {
      id: 'grids-cover-fill',
      type: 'fill',
      source: SOURCES.cover,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': gapColour(p), 'fill-opacity': 0.4 },
    },
    {
      id: 'grids-frontage-fill',
      type: 'fill',
      source: SOURCES.frontage,
      paint: { 'fill-color': signedColour(p), 'fill-opacity': ['case', ['get', 'chosen'], 0.6, 0.34] },
    },
    {
      id: 'grids-draft-fill',
      type: 'fill',
      source: SOURCES.draft,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': p.tones.trouble, 'fill-opacity': 0.16 },
    },
    {
      id: 'grids-light-fill',
      type: 'fill',
      source: SOURCES.light,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: {
        'fill-color': byRole({ grid: p.accent, road: p.tones.check }, p.pick),
        'fill-opacity': byRole({ grid: 0.14, road: 0.12, hover: 0.08, piece: 0.3 }, 0.12),
        'fill-antialias': false,
      },
    },
    {
      id: 'grids-ended-fill',
      type: 'fill',
      source: SOURCES.change,
      filter: role('ended'),
      paint: { 'fill-color': p.paper, 'fill-opacity': 0.72 },
    },
    {
      id: 'grids-change-fill',
      type: 'fill',
      source: SOURCES.change,
      filter: role('new', 'reshaped', 'assigned', 'moved', 'chosen', 'pinned'),
      paint: {
        'fill-color': byRole({ assigned: p.accent, moved: p.accent, pinned: p.tones.check }, p.pick),
        'fill-opacity': byRole({ assigned: 0.26, moved: 0.08, chosen: 0.2, pinned: 0.16 }, 0.16),
      },
    },
    {
      id: 'grids-cover-line',
      type: 'line',
      source: SOURCES.cover,
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': gapColour(p),
        'line-width': wide(1.6, 4.5),
      },
    },
  ];
}

/** Lines, labels and handles, over everything. */
export function gridsOver(p: Palette): LayerSpecification[] {
  const dots = (
    id: string,
    source: GridsSource,
    roles: string[],
    radius: number | ExpressionSpecification,
    colour: string,
    edge: string,
  ) =>
    ({
      id,
      type: 'circle',
      source: SOURCES[source],
      filter: role(...roles),
      paint: {
        'circle-radius': radius,
        'circle-color': colour,
        'circle-stroke-color': edge,
        'circle-stroke-width': wide(1.2, 2.2),
      },
    }) satisfies LayerSpecification;
  return [
    line('grids-version-edge', 'version', ['cell'], {
      'line-color': p.cellEdge,
      'line-opacity': 0.5,
      'line-width': wide(0.4, 1),
    }),
    line('grids-version-border', 'version', ['border'], {
      'line-color': p.gridEdge,
      'line-width': wide(0.8, 2.6),
    }),
    line('grids-light-halo', 'light', ['outline', 'selected'], {
      'line-color': p.halo,
      'line-width': wide(4, 6.5),
      'line-opacity': 0.85,
    }),
    line('grids-light-line', 'light', ['outline', 'selected', 'hover'], {
      'line-color': byRole({ outline: p.accent }, p.pick),
      'line-width': byRole({ hover: 1.4 }, 2.6),
    }),
    roadLine('grids-road-halo', { 'line-color': p.halo, 'line-width': 9, 'line-opacity': 0.8 }),
    roadLine('grids-road', { 'line-color': p.tones.check, 'line-width': 4.5 }),
    line('grids-piece-halo', 'light', ['piece'], {
      'line-color': p.halo,
      'line-width': 11,
      'line-opacity': 0.85,
    }),
    line('grids-piece', 'light', ['piece'], {
      'line-color': p.pick,
      'line-width': ['case', ['==', ['geometry-type'], 'LineString'], 6.5, 2.4],
    }),
    {
      id: 'grids-frontage-line',
      type: 'line',
      source: SOURCES.frontage,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': ['case', ['get', 'chosen'], p.pick, signedColour(p)],
        'line-width': ['case', ['get', 'chosen'], 2.8, 1.2],
      },
    },
    line('grids-ended-line', 'change', ['ended'], {
      'line-color': p.textQuiet,
      'line-width': 1.4,
      'line-dasharray': [2, 2],
    }),
    line('grids-change-line', 'change', ['new', 'reshaped', 'assigned', 'chosen', 'pinned'], {
      'line-color': byRole({ assigned: p.accent, pinned: p.tones.check }, p.pick),
      'line-width': byRole({ assigned: 1, pinned: 1.6 }, 2.2),
    }),
    line('grids-draft-halo', 'draft', ['line'], {
      'line-color': p.halo,
      'line-width': 6.5,
      'line-opacity': 0.9,
    }),
    line('grids-draft-line', 'draft', ['line'], { 'line-color': p.tones.trouble, 'line-width': 3 }),
    dots('grids-midpoint', 'draft', ['midpoint'], 3.6, p.halo, p.tones.trouble),
    dots('grids-vertex', 'draft', ['vertex'], 5.6, p.tones.trouble, p.halo),
    {
      id: 'grids-vertex-label',
      type: 'symbol',
      source: SOURCES.draft,
      filter: ['has', 'text'],
      layout: {
        'text-field': ['get', 'text'],
        'text-font': FONT_BOLD,
        'text-size': 13,
        'text-variable-anchor': ['bottom', 'top', 'left', 'right'],
        'text-radial-offset': 0.9,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': p.tones.trouble, 'text-halo-color': p.halo, 'text-halo-width': 2.2 },
    },
    dots('grids-incident', 'mark', ['incident'], wide(2.5, 5.5), p.tones.new, p.dotEdge),
    dots('grids-warning', 'mark', ['warning'], wide(3, 9), '#00000000', p.tones.new),
    {
      id: 'grids-version-label',
      type: 'symbol',
      source: SOURCES.version,
      filter: role('label'),
      minzoom: 15.2,
      layout: { 'text-field': ['get', 'text'], 'text-font': FONT, 'text-size': 11.5, 'text-padding': 4 },
      paint: { 'text-color': p.cellText, 'text-halo-color': p.halo, 'text-halo-width': 1.5 },
    },
    {
      id: 'grids-version-holder',
      type: 'symbol',
      source: SOURCES.version,
      filter: role('holder'),
      minzoom: 12.5,
      maxzoom: 15.2,
      layout: { 'text-field': ['get', 'text'], 'text-font': FONT, 'text-size': 12.5, 'text-padding': 3 },
      paint: { 'text-color': p.text, 'text-halo-color': p.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'grids-change-label',
      type: 'symbol',
      source: SOURCES.change,
      filter: role('label'),
      layout: {
        'text-field': ['get', 'text'],
        'text-font': FONT_BOLD,
        'text-size': ['interpolate', ['linear'], ['zoom'], 13, 11, 17, 14.5],
        'text-allow-overlap': ['step', ['zoom'], false, 15.5, true],
      },
      paint: {
        'text-color': ['match', ['get', 'within'], 'beyond', p.tones.new, p.text],
        'text-halo-color': p.halo,
        'text-halo-width': 2,
      },
    },
  ];
}
