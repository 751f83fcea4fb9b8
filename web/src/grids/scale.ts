/** Metres that a pixel of the map covers, at a zoom and latitude; MapLibre's tiles are 512 pixels wide. */
export function metresPerPixel(zoom: number, lat: number): number {
  return (40_075_016.686 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom);
}

/** The longest 1, 2 or 5 times a power of ten that is no longer than `most` metres. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const digit = most / power;
  return (digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power;
}

/** The scale's denominator as printed: two digits say all that a print on any paper can keep. */
export function denominator(metresPerMillimetre: number): number {
  const exact = metresPerMillimetre * 1000;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1);
  return Math.round(exact / step) * step;
}
