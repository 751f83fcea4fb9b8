import {
  AttributionControl,
  type GeoJSONSource,
  Map as GlMap,
  LngLatBounds,
  type PaddingOptions,
  ScaleControl,
  setWorkerUrl,
  type VectorTileSource,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import type { Bounds, LonLat } from '../api/types';
import type { View } from '../filter/url';
import { LOCAL_FONTS } from './fonts';
import { intensity, stops } from './heat';
import { provideIcons } from './icons';
import { FADE, fade } from './incident-layers';
import { GROUP_NAMES, GROUPS, type Group } from './layers';
import type { Palette } from './palette';
import { ofRoad } from './roads';
import { tiles } from './sources';
import { layers, style } from './style';

setWorkerUrl(workerUrl);

export interface Options {
  container: HTMLElement;
  palette: Palette;
  query: string;
  bounds: Bounds;
  view: View | null;
  attribution: string;
  padding: PaddingOptions;
  calm: boolean;
  words: Record<string, string>;
}

/** How far past the district the reader may wander, as a share of its size. */
const WANDER = 1.2;

/** What a source of the page's own takes. */
export type Feature = Extract<
  Parameters<GeoJSONSource['setData']>[0],
  { type: 'FeatureCollection' }
>['features'][number];

/** Whether this browser can draw the map at all. */
export function canDraw(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}

/** The map behind a few plain verbs: the only place that talks to MapLibre. */
export class Controller {
  readonly map: GlMap;
  #query: string;
  #version = 0;
  #waiting = 0;

  constructor(private readonly options: Options) {
    const { bounds, view, calm } = options;
    this.#query = options.query;
    const [w, s, e, n] = bounds;
    const [dx, dy] = [(e - w) * WANDER, (n - s) * WANDER];
    this.map = new GlMap({
      container: options.container,
      style: style(options.palette, location.origin, options.query),
      localIdeographFontFamily: LOCAL_FONTS,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      maxBounds: [w - dx, s - dy, e + dx, n + dy],
      maxZoom: 19.5,
      fadeDuration: calm ? 0 : 200,
      reduceMotion: calm,
      locale: options.words,
      ...(view
        ? { center: [view.lon, view.lat] as [number, number], zoom: view.zoom }
        : { bounds: [w, s, e, n] as Bounds, fitBoundsOptions: { padding: 24 } }),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.setPadding(options.padding);
    if (!view) this.home(false);
    this.map.once('style.load', () => provideIcons(this.map));
    const attribution = new AttributionControl({
      // The licence wants the names on the map, on a phone too.
      compact: false,
      customAttribution: asText(options.attribution),
    });
    this.map.addControl(attribution, 'bottom-right');
    this.map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left');
    options.container.querySelector('.maplibregl-ctrl-attrib')?.setAttribute('data-testid', 'attribution');
  }

  get bounds(): Bounds {
    return this.options.bounds;
  }

  view(): View {
    const { lng, lat } = this.map.getCenter();
    return { zoom: this.map.getZoom(), lat, lon: lng };
  }

  home(animate = true): void {
    const [w, s, e, n] = this.options.bounds;
    this.map.fitBounds(new LngLatBounds([w, s, e, n]), { padding: 20, animate, maxZoom: 17 });
  }

  /** Shows a box, as large as the free part of the map lets it be. */
  fit([w, s, e, n]: Bounds): void {
    this.map.fitBounds([w, s, e, n], { padding: 56, maxZoom: 17.5, duration: this.options.calm ? 0 : 600 });
  }

  fly({ lon, lat }: LonLat, zoom?: number): void {
    const to = Math.max(this.map.getZoom(), zoom ?? 0);
    this.map.easeTo({ center: [lon, lat], zoom: to, duration: this.options.calm ? 0 : 700 });
  }

  setPadding(padding: PaddingOptions): void {
    this.map.easeTo({ padding, duration: this.options.calm ? 0 : 250 });
  }

  /** Repaints every layer in another palette; tiles stay where they are. */
  repaint(palette: Palette): void {
    for (const layer of layers(palette)) {
      if (!('paint' in layer) || !layer.paint) continue;
      for (const [name, value] of Object.entries(layer.paint)) {
        this.map.setPaintProperty(layer.id, name as never, value as never);
      }
    }
  }

  /** Shows what is not off; a `plain` map leaves shops out, so that areas and their names are easy to read. */
  show(off: ReadonlySet<Group>, plain = false): void {
    for (const group of GROUP_NAMES) {
      for (const id of GROUPS[group]) {
        this.map.setLayoutProperty(id, 'visibility', off.has(group) ? 'none' : 'visible');
      }
    }
    if (plain) this.map.setLayoutProperty('landmark-minor', 'visibility', 'none');
    // Over the heat map single incidents stay faint until there is room for them.
    const faint = off.has('heat') ? FADE.alone : FADE.overHeat;
    for (const property of ['circle-opacity', 'circle-stroke-opacity'] as const) {
      this.map.setPaintProperty('incident', property, fade(faint));
    }
    this.map.setPaintProperty('cluster', 'circle-opacity', off.has('heat') ? 0.92 : 0.3);
    this.map.setPaintProperty('cluster', 'circle-stroke-opacity', off.has('heat') ? 1 : 0.45);
  }

  scaleHeat(total: number, areaM2: number, lat: number): void {
    const at = stops((zoom) => intensity(zoom, total, areaM2, lat));
    this.map.setPaintProperty('heat', 'heatmap-intensity', ['interpolate', ['linear'], ['zoom'], ...at]);
  }

  /** Asks for incident and heat tiles under another filter. */
  narrow(query: string): void {
    if (query === this.#query) return;
    this.#query = query;
    this.#load();
  }

  /** Something new happened: asks for the tiles again, at most once a second. */
  refresh(): void {
    if (this.#waiting) return;
    this.#waiting = window.setTimeout(
      () => {
        this.#waiting = 0;
        this.#load();
      },
      this.#version === 0 ? 150 : 1_000,
    );
  }

  /** Another version of the partition holds: its cells are asked for. */
  reloadAreas(version: number): void {
    this.map.getSource<VectorTileSource>('areas')?.setTiles(tiles(location.origin, 'areas', '', version));
  }

  #load(): void {
    this.#version = Date.now();
    for (const layer of ['incidents', 'heat']) {
      const source = this.map.getSource<VectorTileSource>(layer);
      source?.setTiles(tiles(location.origin, layer, this.#query, this.#version));
    }
  }

  /** Marks the cell that answers for a place, what the answer was made from, and the road that is pointed at. */
  pick(cell: string | null, trace: Feature[], road: string | null): void {
    for (const id of ['cell-picked-fill', 'cell-picked']) {
      this.map.setFilter(id, ['==', ['get', 'code'], cell ?? '']);
    }
    this.map.setFilter('pick-road', ofRoad(road));
    this.put('pick', trace);
  }

  focus(place: LonLat | null): void {
    this.put('focus', place ? [feature({ type: 'Point', coordinates: [place.lon, place.lat] })] : []);
  }

  put(id: string, features: Feature[]): void {
    this.map.getSource<GeoJSONSource>(id)?.setData({ type: 'FeatureCollection', features });
  }

  destroy(): void {
    clearTimeout(this.#waiting);
    this.map.remove();
  }
}

function feature(geometry: Feature['geometry']): Feature {
  return { type: 'Feature', properties: {}, geometry };
}

/** The attribution is shown as HTML; what the operator wrote is text. */
function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
