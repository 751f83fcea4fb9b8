import { describe, expect, it } from 'vitest';
import { fitting } from './fitting';
import { personPicture } from './picture';
import { ALL_DAY, clocksOf, dayEnd, dayOf, dayStart, hoursOf, lastDay } from './time';
import type { HeldDuty, PersonDuties } from './types';

describe('days and hours', () => {
  it('begin and end by the clock of Shanghai', () => {
    expect(dayStart('2026-11-01')).toBe('2026-11-01T00:00:00+08:00');
    expect(dayEnd('2026-12-31')).toBe('2027-01-01T00:00:00+08:00');
    expect(dayOf('2026-11-20T20:30:00Z')).toBe('2026-11-21');
    expect(dayOf('2026-11-21T23:59:59+08:00')).toBe('2026-11-21');
  });

  it('lead from a term back to its last day', () => {
    for (const day of ['2026-02-28', '2028-02-29', '2026-12-31']) expect(lastDay(dayEnd(day))).toBe(day);
  });

  it('are the whole day while a clock is missing, and end at midnight as 24:00', () => {
    expect(hoursOf('', '21:00')).toBe(ALL_DAY);
    expect(hoursOf('07:00', '21:00')).toBe('07:00-21:00');
    expect(hoursOf('16:00', '00:00')).toBe('16:00-24:00');
    for (const hours of [ALL_DAY, '07:00-21:00', '16:00-24:00', '21:00-07:00']) {
      expect(hoursOf(...clocksOf(hours))).toBe(hours);
    }
  });
});

describe('people', () => {
  it('are found by a part of name, number or post', () => {
    const one = (code: string, name: string, post: string) => ({
      code,
      name,
      post,
      roles: [],
      cells: 0,
      roads: 0,
    });
    const all = [one('W1', '王芳', '东社区 网格员'), one('L2', '李强', '街道 包路领导')];
    expect(fitting(all, ' l2').map((it) => it.code)).toEqual(['L2']);
    expect(fitting(all, '东社区').map((it) => it.code)).toEqual(['W1']);
    expect(fitting(all, '')).toHaveLength(2);
    expect(fitting(all, '赵')).toEqual([]);
  });

  it('are drawn with what is of others below, the pointed-at lit, a spot as a circle', () => {
    const duty = (id: number, shape: HeldDuty['shape']) => ({ id, holds: id !== 2, shape }) as HeldDuty;
    const line: HeldDuty['shape'] = { type: 'MultiLineString', coordinates: [] };
    const spot = {
      ...duty(3, { type: 'Point', coordinates: [113.9, 22.5] }),
      spot: { radius_m: 50 },
    } as HeldDuty;
    const value = { duties: [duty(1, line), duty(2, line), spot], standing_in: [duty(9, line)] } as unknown;
    const found = personPicture(value as PersonDuties, 1);
    expect(found.map((it) => it.properties?.role)).toEqual(['other', 'lit', 'own', 'own']);
    expect(found[2]?.properties?.faint).toBe(true);
    expect(found[3]?.geometry.type).toBe('Polygon');
    expect(personPicture(null, null)).toEqual([]);
  });
});
