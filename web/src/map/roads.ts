import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { FONT } from './fonts';
import type { Palette } from './palette';

type Class = 'main' | 'secondary' | 'branch' | 'alley';

/** Width in pixels at each zoom; the widest road is drawn last. */
const WIDTH: [zoom: number, Record<Class, number>][] = [
  [10, { main: 1.6, secondary: 0.9, branch: 0.4, alley: 0 }],
  [13, { main: 4, secondary: 2.6, branch: 1.3, alley: 0.5 }],
  [15, { main: 8, secondary: 6, branch: 4, alley: 1.6 }],
  [17, { main: 17, secondary: 14, branch: 10, alley: 4.5 }],
  [19, { main: 48, secondary: 40, branch: 30, alley: 14 }],
];

function byClass(values: Record<Class, string | number>): ExpressionSpecification {
  const { main, secondary, branch, alley } = values;
  return ['match', ['get', 'class'], 'main', main, 'secondary', secondary, 'branch', branch, alley];
}

function width(extra: number): ExpressionSpecification {
  const add = (w: Record<Class, number>, zoom: number) => {
    const edge = extra * (zoom < 13 ? 0.6 : 1);
    const plus = (it: number) => (it ? it + edge : 0);
    return { main: plus(w.main), secondary: plus(w.secondary), branch: plus(w.branch), alley: plus(w.alley) };
  };
  return [
    'interpolate',
    ['exponential', 1.5],
    ['zoom'],
    ...WIDTH.flatMap(([zoom, it]) => [zoom, byClass(add(it, zoom))]),
  ] as unknown as ExpressionSpecification;
}

/** Roads from tunnels up to bridges: first every casing of a level, then its fills. */
export function roads(p: Palette): LayerSpecification[] {
  const line = (
    id: string,
    level: string,
    paint: NonNullable<Extract<LayerSpecification, { type: 'line' }>['paint']>,
    round = true,
  ): LayerSpecification => ({
    id,
    type: 'line',
    source: 'roads',
    'source-layer': 'road',
    filter:
      level === 'ground'
        ? ['!', ['in', ['get', 'level'], ['literal', ['tunnel', 'bridge']]]]
        : ['==', ['get', 'level'], level],
    layout: {
      'line-cap': round ? 'round' : 'butt',
      'line-join': 'round',
      'line-sort-key': byClass({ main: 4, secondary: 3, branch: 2, alley: 1 }),
    },
    paint,
  });
  const casing = { 'line-color': byClass(p.casing), 'line-width': width(2) };
  const fill = { 'line-color': byClass(p.road), 'line-width': width(0) };
  return [
    line(
      'road-tunnel-casing',
      'tunnel',
      { ...casing, 'line-dasharray': [2, 1.5], 'line-opacity': 0.7 },
      false,
    ),
    line('road-tunnel', 'tunnel', { ...fill, 'line-color': p.tunnel }, false),
    line('road-casing', 'ground', casing),
    line('road', 'ground', fill),
    {
      id: 'rail',
      type: 'line',
      source: 'backdrop',
      'source-layer': 'line',
      filter: ['==', ['get', 'kind'], 'railway'],
      paint: {
        'line-color': p.rail,
        'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 11, 1.6, 18, 6],
      },
    },
    {
      id: 'rail-dash',
      type: 'line',
      source: 'backdrop',
      'source-layer': 'line',
      filter: ['==', ['get', 'kind'], 'railway'],
      minzoom: 12,
      paint: {
        'line-color': p.railGap,
        'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 11, 0.8, 18, 4],
        'line-dasharray': [5, 5],
      },
    },
    line('road-bridge-casing', 'bridge', casing, false),
    line('road-bridge', 'bridge', fill),
  ];
}

/** Street names along the streets. */
export function roadLabels(p: Palette): LayerSpecification[] {
  const label = (id: string, classes: Class[], minzoom: number, size: number): LayerSpecification => ({
    id,
    type: 'symbol',
    source: 'roads',
    'source-layer': 'road',
    minzoom,
    filter: ['all', ['has', 'name'], ['in', ['get', 'class'], ['literal', classes]]],
    layout: {
      'symbol-placement': 'line',
      'symbol-spacing': 320,
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': ['interpolate', ['linear'], ['zoom'], minzoom, size, 18, size + 3],
      'text-letter-spacing': 0.06,
      'text-max-angle': 32,
      'text-padding': 6,
    },
    paint: {
      'text-color': classes.includes('alley') ? p.textQuiet : p.text,
      'text-halo-color': p.halo,
      'text-halo-width': 1.5,
    },
  });
  return [
    label('label-alley', ['alley'], 16, 10.5),
    label('label-branch', ['branch'], 14.6, 11),
    label('label-secondary', ['secondary'], 13.4, 11.5),
    label('label-main', ['main'], 12.4, 12.5),
  ];
}

/** The lines of one road: by its code from afar, near by by its segments', which go on with a hyphen. None without a road. */
export function ofRoad(code: string | null): FilterSpecification {
  if (!code) return ['==', ['get', 'code'], ''];
  const start = `${code}-`;
  return ['any', ['==', ['get', 'code'], code], ['==', ['slice', ['get', 'code'], 0, start.length], start]];
}
