import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { gridSources, gridsOver, gridsUnder } from '../grids/layers';
import { cellEdges, cellLabels, cells } from './cells';
import { focus } from './focus';
import { borders, built, ground } from './ground';
import { heat, points } from './incident-layers';
import { landmarks } from './landmarks';
import type { Palette } from './palette';
import { roadLabels, roads } from './roads';
import { sources } from './sources';

/** All layers, lowest first. Ids do not change with the palette, so a theme only repaints. */
export function layers(p: Palette): LayerSpecification[] {
  return [
    ...ground(p),
    ...cells(p),
    ...built(p),
    ...roads(p),
    ...cellEdges(p),
    ...borders(p),
    ...gridsUnder(p),
    ...heat(p),
    ...roadLabels(p),
    ...landmarks(p),
    ...cellLabels(p),
    ...points(p),
    ...focus(p),
    ...gridsOver(p),
  ];
}

/** The whole style. No `glyphs` and no `sprite`: nothing is fetched but our own tiles. */
export function style(p: Palette, origin: string, query: string): StyleSpecification {
  return { version: 8, sources: { ...sources(origin, query), ...gridSources() }, layers: layers(p) };
}
