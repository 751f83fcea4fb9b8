import type { LayerSpecification } from 'maplibre-gl';
import { FONT } from './fonts';
import type { Palette } from './palette';

/** Kinds that are worth a label earlier than a single shop is. */
const EARLY = ['park', 'school', 'hospital', 'government', 'market', 'station', 'compound'];

export function landmarks(p: Palette): LayerSpecification[] {
  const layer = (id: string, minzoom: number, early: boolean): LayerSpecification => ({
    id,
    type: 'symbol',
    source: 'backdrop',
    'source-layer': 'landmark',
    minzoom,
    filter: early
      ? ['in', ['get', 'kind'], ['literal', EARLY]]
      : ['!', ['in', ['get', 'kind'], ['literal', EARLY]]],
    layout: {
      'icon-image': [
        'coalesce',
        ['image', ['concat', 'landmark-', ['get', 'kind']]],
        ['image', 'landmark-other'],
      ],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 14, 0.8, 17, 1],
      'icon-padding': 3,
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': ['interpolate', ['linear'], ['zoom'], 14, 10.5, 18, 12.5],
      'text-anchor': 'top',
      'text-offset': [0, 0.85],
      'text-max-width': 8,
      'text-optional': true,
    },
    paint: {
      'text-color': ['match', ['get', 'kind'], ['park'], p.textGreen, p.textQuiet],
      'text-halo-color': p.halo,
      'text-halo-width': 1.4,
    },
  });
  return [layer('landmark-minor', 16.2, false), layer('landmark', 14.6, true)];
}
