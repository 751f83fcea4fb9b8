/** The heat map's scale: the same colour means the same density at every zoom, as far as dots allow. */

/** Metres of one pixel at zoom 0 on the equator, for tiles of 512 pixels. */
const METRES_AT_ZERO = 78_271.517;
/** The weight of MapLibre's kernel over its whole disc, in units of radius²: 0.3989 · 2π · (1/3)². */
const KERNEL = 0.2785;
/** Full colour stands for this many times the district's mean density. */
const PEAK = 9;
/** Never so much that one lone incident looks like a hotspot (its centre is 0.4 × this). */
const MOST = 0.9;
const ZOOMS = [10, 11, 12, 13, 14, 15, 16, 17, 18];

/** The radius of one incident's warmth, in pixels. */
export function radius(zoom: number): number {
  return Math.min(52, Math.max(12, 12 + (zoom - 11) * 5.5));
}

function metresPerPixel(zoom: number, lat: number): number {
  return (METRES_AT_ZERO * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
}

/** What to multiply each incident's warmth with so that `PEAK` × the mean density is full colour. */
export function intensity(zoom: number, total: number, areaM2: number, lat: number): number {
  if (!(total > 0 && areaM2 > 0)) return MOST;
  const perPixel = (total * metresPerPixel(zoom, lat) ** 2) / areaM2;
  return Math.min(MOST, 1 / (PEAK * perPixel * KERNEL * radius(zoom) ** 2));
}

/** Incidents per hectare at which the colour is full. */
export function fullColour(zoom: number, total: number, areaM2: number, lat: number): number {
  const k = intensity(zoom, total, areaM2, lat) * KERNEL * radius(zoom) ** 2;
  return 10_000 / (k * metresPerPixel(zoom, lat) ** 2);
}

/** Zoom and value in turn, as MapLibre's `interpolate` wants them. */
export function stops(of: (zoom: number) => number): number[] {
  return ZOOMS.flatMap((zoom) => [zoom, of(zoom)]);
}

/** Two digits are as much as a kernel can promise. */
export function readable(value: number): string {
  if (value >= 100) return String(Math.round(value / 10) * 10);
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}
