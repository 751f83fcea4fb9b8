import { describe, expect, it } from 'vitest';
import { sorted, troubleOf, weekday } from './calendar';
import type { CalendarDay } from './types';

const day = (day: string): CalendarDay => ({ day, kind: 'holiday', zh: '', en: '', source: '' });

describe('the days of a year', () => {
  it('know their weekday', () => {
    expect(weekday('2026-11-22')).toBe(7);
    expect(weekday('2026-11-23')).toBe(1);
    expect(weekday('')).toBe(0);
    expect(weekday('2026-02-30')).toBe(0);
    expect(weekday('2026-2-3')).toBe(0);
  });

  it('come in order', () => {
    expect(sorted([day('2026-10-01'), day('2026-02-14')]).map((it) => it.day)).toEqual([
      '2026-02-14',
      '2026-10-01',
    ]);
  });

  it('lie in it, each once', () => {
    expect(troubleOf([day('2026-01-01')], 2026)).toBeNull();
    expect(troubleOf([day('2026-02-30')], 2026)?.kind).toBe('day');
    expect(troubleOf([day('2027-01-01')], 2026)).toEqual({ kind: 'year', day: '2027-01-01' });
    expect(troubleOf([day('2026-01-01'), day('2026-01-01')], 2026)?.kind).toBe('twice');
  });
});
