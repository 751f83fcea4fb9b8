import { describe, expect, it } from 'vitest';
import { ring, tracePicture } from './picture';
import type { Answer, RoadClaim } from './types';

const place = { lon: 113.94, lat: 22.55 };
const claim = (segment: string, distance_m: number): RoadClaim => ({
  road: segment.slice(0, 4),
  name: '科技路',
  name_en: 'Keji Road',
  class: 'branch',
  level: 'ground',
  segment,
  distance_m,
  beyond_m: 0,
  side: 'left',
  chainage_m: 12,
  foot: [113.9401, 22.55],
  holder: null,
});
const answer = (over: Partial<Answer['trace']>): Answer =>
  ({
    road: { segment: 'R001-001' },
    foot: null,
    trace: { accuracy_m: 15, area: null, roads: [claim('R001-001', 3), claim('R002-001', 9.5)], ...over },
  }) as unknown as Answer;
const words = { distance: (it: number) => `${it} 米`, margin: (it: number) => `余量 ${it}` };
const roles = (found: ReturnType<typeof tracePicture>) => found.map((it) => it.properties?.role);

describe('the picture of a trace', () => {
  it('draws the error of the position as a closed ring of its radius', () => {
    const points = ring(place, 100);
    expect(points[0]).toEqual(points.at(-1));
    const [lon, lat] = points[18] as [number, number];
    expect(Math.abs(lon - place.lon)).toBeLessThan(1e-9);
    expect((lat - place.lat) * 111_000).toBeCloseTo(100, 6);
  });

  it('numbers every candidate as the list does, the answer last and so on top', () => {
    const found = tracePicture(place, answer({}), null, null, words);
    expect(roles(found)).toEqual(['accuracy', 'other', 'other', 'road', 'road']);
    expect(found[2]?.properties?.text).toBe('2 · 9.5 米');
    expect(found[4]?.properties?.text).toBe('1 · 3 米');
  });

  it('lights the candidate that is pointed at', () => {
    const found = tracePicture(place, answer({}), null, 'R002-001', words);
    expect(roles(found)).toEqual(['accuracy', 'lit', 'lit', 'road', 'road']);
  });

  it('draws the ring up to the next holder unless it would cover the screen', () => {
    const area = (margin_m: number | null) =>
      answer({ roads: [], area: { cell: 'c', holder: null, margin_m, confidence: 'certain' } });
    expect(roles(tracePicture(place, area(23), null, null, words))).toEqual(['accuracy', 'margin']);
    expect(roles(tracePicture(place, area(400), null, null, words))).toEqual(['accuracy']);
    expect(roles(tracePicture(place, area(null), null, null, words))).toEqual(['accuracy']);
  });

  it('shows the way to a road that is too far off to be a candidate', () => {
    const far = { ...answer({ roads: [] }), foot: { lon: 113.95, lat: 22.55 } };
    expect(roles(tracePicture(place, far, null, null, words))).toEqual(['accuracy', 'other', 'other']);
  });
});
