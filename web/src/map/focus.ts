import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { FONT, FONT_BOLD } from './fonts';
import type { Palette } from './palette';

/** Roles of the roads that were looked at for an answer. */
const CANDIDATES = ['other', 'road', 'lit'];

const role = (...roles: string[]) =>
  ['in', ['get', 'role'], ['literal', roles]] as unknown as ExpressionSpecification;

/** The part of the roads looked at that has this geometry. */
const candidates = (geometry: 'LineString' | 'Point'): FilterSpecification => [
  'all',
  ['==', ['geometry-type'], geometry],
  role(...CANDIDATES),
];

/** What the reader points at: the place asked about, the roads looked at, an incident under the pointer. */
export function focus(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'person-fill',
      type: 'fill',
      source: 'person',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: {
        'fill-color': ['match', ['get', 'role'], 'lit', p.pick, 'other', p.tones.check, p.accent],
        'fill-opacity': ['case', ['get', 'faint'], 0.08, ['==', ['get', 'role'], 'lit'], 0.34, 0.22],
      },
    },
    {
      id: 'person-line-halo',
      type: 'line',
      source: 'person',
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': p.halo, 'line-width': 8, 'line-opacity': 0.8 },
    },
    {
      id: 'person-line',
      type: 'line',
      source: 'person',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': ['match', ['get', 'role'], 'lit', p.pick, 'other', p.tones.check, p.accent],
        'line-width': ['case', ['==', ['geometry-type'], 'LineString'], 4.5, 1.6],
        'line-opacity': ['case', ['get', 'faint'], 0.4, 1],
      },
    },
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
      id: 'pick-road',
      type: 'line',
      source: 'roads',
      'source-layer': 'road',
      filter: ['==', ['get', 'code'], ''],
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': p.pick,
        'line-width': ['interpolate', ['linear'], ['zoom'], 13, 3, 18, 12],
        'line-opacity': 0.35,
      },
    },
    {
      id: 'pick-zone',
      type: 'fill',
      source: 'pick',
      filter: role('zone'),
      paint: { 'fill-color': p.tones.check, 'fill-opacity': 0.3, 'fill-outline-color': p.tones.check },
    },
    {
      id: 'pick-accuracy',
      type: 'fill',
      source: 'pick',
      filter: role('accuracy'),
      paint: { 'fill-color': p.pick, 'fill-opacity': 0.12 },
    },
    {
      id: 'pick-accuracy-edge',
      type: 'line',
      source: 'pick',
      filter: role('accuracy'),
      paint: { 'line-color': p.pick, 'line-width': 1, 'line-opacity': 0.7 },
    },
    {
      id: 'pick-margin',
      type: 'line',
      source: 'pick',
      filter: role('margin'),
      paint: { 'line-color': p.accent, 'line-width': 1.6, 'line-dasharray': [2.5, 2] },
    },
    {
      id: 'pick-line-halo',
      type: 'line',
      source: 'pick',
      filter: candidates('LineString'),
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': p.halo, 'line-width': 4.5, 'line-opacity': 0.9 },
    },
    {
      id: 'pick-line',
      type: 'line',
      source: 'pick',
      filter: candidates('LineString'),
      paint: {
        'line-color': ['match', ['get', 'role'], 'other', p.textQuiet, p.pick],
        'line-width': ['match', ['get', 'role'], 'lit', 3.6, 'road', 2.4, 1.5],
      },
    },
    {
      id: 'pick-foot',
      type: 'circle',
      source: 'pick',
      filter: candidates('Point'),
      paint: {
        'circle-radius': ['match', ['get', 'role'], 'other', 3.2, 4.2],
        'circle-color': p.halo,
        'circle-stroke-color': ['match', ['get', 'role'], 'other', p.textQuiet, p.pick],
        'circle-stroke-width': 2.2,
      },
    },
    {
      id: 'pick-margin-label',
      type: 'symbol',
      source: 'pick',
      minzoom: 17,
      filter: role('margin'),
      layout: {
        'symbol-placement': 'line-center',
        'text-field': ['get', 'text'],
        'text-font': FONT,
        'text-size': 11.5,
        'text-offset': [0, -0.8],
      },
      paint: { 'text-color': p.accent, 'text-halo-color': p.halo, 'text-halo-width': 1.8 },
    },
    {
      id: 'pick-label',
      type: 'symbol',
      source: 'pick',
      minzoom: 15,
      filter: candidates('Point'),
      layout: {
        'text-field': ['get', 'text'],
        'text-font': FONT_BOLD,
        'text-size': 12,
        // Away from the pin, which would cover it.
        'text-variable-anchor-offset': [
          'case',
          ['get', 'west'],
          ['literal', ['right', [-0.7, 0], 'top-right', [-0.4, 0.5], 'top', [0, 0.8], 'left', [0.7, 0]]],
          ['literal', ['left', [0.7, 0], 'top-left', [0.4, 0.5], 'top', [0, 0.8], 'right', [-0.7, 0]]],
        ],
        'text-justify': 'auto',
        // The road of the answer keeps its label where room is short.
        'symbol-sort-key': ['match', ['get', 'role'], 'lit', 0, 'road', 1, 2],
      },
      paint: {
        'text-color': ['match', ['get', 'role'], 'other', p.textQuiet, p.pick],
        'text-halo-color': p.halo,
        'text-halo-width': 2,
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
