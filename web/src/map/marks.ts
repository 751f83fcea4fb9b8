import { type Map as GlMap, Marker } from 'maplibre-gl';
import type { LonLat } from '../api/types';

/** How long a new incident goes on pulsing. */
const PULSE_MS = 6_000;
/** A flood of reports must not bury the map under pulses. */
const PULSES = 12;

const SVG = 'http://www.w3.org/2000/svg';

/** Marks that live above the map as elements: the pin at the asked place, pulses of new incidents. */
export class Marks {
  #pin: Marker | null = null;
  #pulses: Marker[] = [];

  constructor(private readonly map: GlMap) {}

  pin(place: LonLat | null): void {
    if (!place) {
      this.#pin?.remove();
      this.#pin = null;
      return;
    }
    this.#pin ??= new Marker({ element: pinElement(), anchor: 'bottom' }).setLngLat([place.lon, place.lat]);
    this.#pin.setLngLat([place.lon, place.lat]).addTo(this.map);
  }

  pulse({ lon, lat }: LonLat): void {
    const element = document.createElement('div');
    element.className = 'pulse';
    element.append(document.createElement('i'), document.createElement('i'), document.createElement('b'));
    const marker = new Marker({ element }).setLngLat([lon, lat]).addTo(this.map);
    this.#pulses.push(marker);
    if (this.#pulses.length > PULSES) this.#pulses.shift()?.remove();
    setTimeout(() => {
      this.#pulses = this.#pulses.filter((it) => it !== marker);
      marker.remove();
    }, PULSE_MS);
  }
}

function pinElement(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'pin';
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 32 42');
  svg.setAttribute('aria-hidden', 'true');
  const drop = document.createElementNS(SVG, 'path');
  drop.setAttribute('d', 'M16 41c-1 0-13-14-13-25a13 13 0 0 1 26 0c0 11-12 25-13 25z');
  const eye = document.createElementNS(SVG, 'circle');
  eye.setAttribute('cx', '16');
  eye.setAttribute('cy', '16');
  eye.setAttribute('r', '5');
  svg.append(drop, eye);
  element.append(svg);
  return element;
}
