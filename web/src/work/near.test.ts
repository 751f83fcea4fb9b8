import { describe, expect, it } from 'vitest';
import { example } from '../incident/example';
import { apart, boxAround } from '../ui/place';
import { nearest } from './near';
import type { Task } from './types';

describe('what is near', () => {
  it('is measured in metres', () => {
    expect(apart({ lon: 112, lat: 28 }, { lon: 112, lat: 28.001 })).toBeCloseTo(111.3, 1);
    expect(apart({ lon: 112, lat: 28 }, { lon: 112.001, lat: 28 })).toBeCloseTo(98.3, 1);
  });

  it('lies in a box of as many metres to every side', () => {
    const [west, south, east, north] = boxAround({ lon: 112, lat: 28 }, 300);
    expect(apart({ lon: west, lat: 28 }, { lon: east, lat: 28 })).toBeCloseTo(600, 1);
    expect(apart({ lon: 112, lat: south }, { lon: 112, lat: north })).toBeCloseTo(600, 1);
  });

  it('comes first', () => {
    const task = (id: string, lat: number) =>
      ({ incident: example({ id, place: { lon: 112, lat } }) }) as Task;
    const found = nearest([task('far', 28.2), task('here', 28), task('near', 28.1)], { lon: 112, lat: 28 });
    expect(found.map((it) => it.incident.id)).toEqual(['here', 'near', 'far']);
  });
});
