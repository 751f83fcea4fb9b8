import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { stagesOf, TONES } from '../incident/stage';
import { FONT_BOLD } from './fonts';
import { radius, stops } from './heat';
import type { Palette } from './palette';

const DONE: ExpressionSpecification = ['in', ['get', 'stage'], ['literal', stagesOf('done')]];
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

/** Zoom, and how clearly an open and a finished incident show there. */
type Fade = [zoom: number, open: number, done: number][];

export const FADE: Record<'alone' | 'overHeat', Fade> = {
  alone: [
    [12, 0.9, 0.35],
    [15, 1, 0.45],
    [17.5, 1, 0.8],
  ],
  overHeat: [
    [12.5, 0.12, 0],
    [14, 0.35, 0.1],
    [15.5, 1, 0.3],
    [17.5, 1, 0.8],
  ],
};

export function fade(steps: Fade): ExpressionSpecification {
  return [
    'interpolate',
    ['linear'],
    ['zoom'],
    ...steps.flatMap(([zoom, open, finished]) => [zoom, ['case', DONE, finished, open]]),
  ] as unknown as ExpressionSpecification;
}

export function points(p: Palette): LayerSpecification[] {
  const size = (open: number, closed: number): ExpressionSpecification => ['case', DONE, closed, open];
  return [
    {
      id: 'incident',
      type: 'circle',
      source: 'incidents',
      'source-layer': 'incident',
      filter: single,
      layout: { 'circle-sort-key': ['case', DONE, 0, 1] },
      paint: {
        'circle-color': toneColour(p),
        'circle-stroke-color': p.dotEdge,
        'circle-radius': [
          'interpolate',
          ['linear'],
          ['zoom'],
          12,
          size(2, 1.2),
          14,
          size(3.2, 1.7),
          16,
          size(6.5, 2.6),
          18,
          size(9, 5),
        ],
        'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 13, size(0.4, 0.2), 16, size(1.6, 0.5)],
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
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'n']], 1, 8, 5, 11, 15, 15, 50, 22],
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
