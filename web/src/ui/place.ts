import type { LonLat } from '../api/types';

/** Metres of a degree of latitude, and of longitude at the equator. */
const DEGREE_M = 111_320;

/** Metres between two places, good to a thousandth over a city. */
export function apart(a: LonLat, b: LonLat): number {
  const dx = (a.lon - b.lon) * DEGREE_M * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180));
  return Math.hypot(dx, (a.lat - b.lat) * DEGREE_M);
}

/** The box of this many metres around a place: west, south, east, north. */
export function boxAround({ lon, lat }: LonLat, metres: number): [number, number, number, number] {
  const dy = metres / DEGREE_M;
  const dx = dy / Math.cos(lat * (Math.PI / 180));
  return [lon - dx, lat - dy, lon + dx, lat + dy];
}
