import { type MapGeoJSONFeature, type MapMouseEvent, type PointLike, Popup } from 'maplibre-gl';
import type { LonLat } from '../api/types';
import { isOpen } from '../incident/stage';
import type { Controller } from './controller';

export interface Hit {
  id: string;
  category: string;
  stage: string;
  place: LonLat;
}

export interface Handlers {
  place(place: LonLat): void;
  incident(hit: Hit): void;
  hover(hit: Hit | null): void;
  /** The popup's text, first line bold. */
  describe(hit: Hit): [string, string];
  cluster(n: number, open: number): string;
}

/** A finger is wider than a mouse pointer. */
const REACH = { mouse: 1, touch: 10 };
/** Below this zoom the heat map stands for single incidents: a click there asks about the place. */
const SINGLE_ZOOM = 15;
/** Below this zoom finished incidents lie so close that they would take every click meant for the place. */
const FINISHED_ZOOM = 17;
const TARGETS = ['incident', 'cluster'];

/** Clicks, hovering and the Enter key on the map. */
export function listen({ map }: Controller, handlers: Handlers): void {
  const popup = new Popup({ closeButton: false, closeOnClick: false, offset: 14, className: 'hint' });
  const coarse = matchMedia('(pointer: coarse)').matches;

  const under = (event: MapMouseEvent, reach: number): MapGeoJSONFeature | undefined => {
    const { x, y } = event.point;
    const box: [PointLike, PointLike] = [
      [x - reach, y - reach],
      [x + reach, y + reach],
    ];
    const faint = map.getZoom() < SINGLE_ZOOM && map.getLayoutProperty('heat', 'visibility') !== 'none';
    const answers = (it: MapGeoJSONFeature) =>
      it.layer.id === 'cluster' || map.getZoom() >= FINISHED_ZOOM || isOpen(it.properties.stage);
    const found = map.queryRenderedFeatures(box, { layers: faint ? ['cluster'] : TARGETS }).filter(answers);
    const far = (it: MapGeoJSONFeature) => {
      const at = map.project(lngLat(it));
      return (at.x - x) ** 2 + (at.y - y) ** 2;
    };
    return found.sort((a, b) => far(a) - far(b))[0];
  };

  map.on('click', (event) => {
    const found = under(event, coarse ? REACH.touch : REACH.mouse);
    if (!found) {
      handlers.place({ lon: event.lngLat.lng, lat: event.lngLat.lat });
    } else if (found.layer.id === 'cluster') {
      map.easeTo({ center: lngLat(found), zoom: Math.min(map.getZoom() + 2, 16) });
    } else {
      handlers.incident(hit(found));
    }
  });

  let last = '';
  map.on('mousemove', (event) => {
    if (coarse) return;
    const found = under(event, REACH.mouse);
    map.getCanvas().classList.toggle('over', found !== undefined);
    const key = found ? `${found.layer.id} ${lngLat(found)}` : '';
    if (key === last) return;
    last = key;
    if (!found) {
      popup.remove();
      handlers.hover(null);
      return;
    }
    const single = found.layer.id === 'incident';
    const lines = single
      ? handlers.describe(hit(found))
      : [handlers.cluster(Number(found.properties.n), Number(found.properties.open))];
    popup.setLngLat(lngLat(found)).setDOMContent(card(lines)).addTo(map);
    handlers.hover(single ? hit(found) : null);
  });
  map.on('mouseout', () => {
    last = '';
    popup.remove();
    handlers.hover(null);
  });

  map.getCanvas().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    const { lng, lat } = map.getCenter();
    handlers.place({ lon: lng, lat });
  });
}

function lngLat(found: MapGeoJSONFeature): [number, number] {
  return (found.geometry as { coordinates: number[] }).coordinates as [number, number];
}

function hit(found: MapGeoJSONFeature): Hit {
  const [lon, lat] = lngLat(found);
  const { id, category, stage } = found.properties;
  return { id: String(id), category: String(category), stage: String(stage), place: { lon, lat } };
}

function card(lines: string[]): HTMLElement {
  const box = document.createElement('div');
  lines.forEach((line, i) => {
    const row = document.createElement(i ? 'span' : 'b');
    row.textContent = line;
    box.append(row);
  });
  return box;
}
