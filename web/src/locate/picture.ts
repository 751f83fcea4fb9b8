import type { LonLat } from '../api/types';
import type { ZoneShape } from '../grids/frontage';
import type { Feature } from '../map/controller';
import type { Answer, RoadClaim } from './types';

type Pair = [number, number];

/** Metres in a degree of latitude; a ring on the screen needs no better. */
const DEGREE_M = 111_000;
/** Corners of a drawn ring. */
const CORNERS = 72;
/** A margin wider than this says "deep inside" and would cover the screen, in metres. */
const WIDEST_M = 150;

/** Round a smaller ring the words would run into one another; the card says them. In metres. */
const LABELLED_M = 25;

/** A ring of so many metres around a place. */
export function ring({ lon, lat }: LonLat, metres: number): Pair[] {
  const [dy, dx] = [metres / DEGREE_M, metres / (DEGREE_M * Math.cos((lat * Math.PI) / 180))];
  return Array.from({ length: CORNERS + 1 }, (_, i) => {
    const turn = ((i % CORNERS) / CORNERS) * 2 * Math.PI;
    return [lon + dx * Math.cos(turn), lat + dy * Math.sin(turn)];
  });
}

/**
 * What an answer was made from: the frontage zone, the circle of the position's error, the ring up to the next holder's ground, and a line
 * to the foot on every road that was looked at, numbered as in the card's list.
 */
export function tracePicture(
  place: LonLat,
  answer: Answer,
  zone: ZoneShape | null,
  lit: string | null,
  words: { distance: (metres: number) => string; margin: (metres: number) => string },
): Feature[] {
  const { trace } = answer;
  const from: Pair = [place.lon, place.lat];
  const features: Feature[] = [];
  if (zone && zone.properties.code === trace.frontage?.zone) {
    features.push({ type: 'Feature', properties: { role: 'zone' }, geometry: zone.geometry });
  }
  const circle = ring(place, trace.accuracy_m);
  features.push({
    type: 'Feature',
    properties: { role: 'accuracy' },
    geometry: { type: 'Polygon', coordinates: [circle] },
  });
  const margin = trace.area?.margin_m ?? null;
  if (margin !== null && margin > 0 && margin <= WIDEST_M) {
    features.push({
      type: 'Feature',
      properties: { role: 'margin', ...(margin >= LABELLED_M ? { text: words.margin(margin) } : {}) },
      geometry: { type: 'LineString', coordinates: ring(place, margin) },
    });
  }
  // The chosen road last, so that it is drawn over the others.
  const drawn = trace.roads.map((it, i) => ({ it, number: i + 1 })).reverse();
  for (const { it, number } of drawn) {
    const role = it.segment === lit ? 'lit' : isAnswer(answer, it) ? 'road' : 'other';
    const text = `${number} · ${words.distance(it.distance_m)}`;
    features.push({
      type: 'Feature',
      properties: { role },
      geometry: { type: 'LineString', coordinates: [from, it.foot] },
    });
    features.push({
      type: 'Feature',
      properties: { role, text, segment: it.segment, west: it.foot[0] < place.lon },
      geometry: { type: 'Point', coordinates: it.foot },
    });
  }
  if (!trace.roads.length && answer.foot) features.push(...toFoot(from, answer.foot));
  return features;
}

/** The way to the foot on a road that is too far off to answer. */
export function toFoot(from: Pair, { lon, lat }: LonLat): Feature[] {
  return [
    {
      type: 'Feature',
      properties: { role: 'other' },
      geometry: { type: 'LineString', coordinates: [from, [lon, lat]] },
    },
    {
      type: 'Feature',
      properties: { role: 'other' },
      geometry: { type: 'Point', coordinates: [lon, lat] },
    },
  ];
}

/** Whether this candidate is the road of the answer. */
export const isAnswer = (answer: Answer, it: RoadClaim): boolean => answer.road?.segment === it.segment;
