import type { CalendarDay } from './types';

/** 1 to 7 from Monday; 0 where it is no day. */
export function weekday(day: string): 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  const at = Date.parse(`${day}T00:00:00Z`);
  // 2026-02-30 is read as a day of March.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day) return 0;
  return (new Date(at).getUTCDay() || 7) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

export const sorted = (days: readonly CalendarDay[]): CalendarDay[] =>
  days.toSorted((a, b) => a.day.localeCompare(b.day));

/** The first day that cannot stay as it is: it is none, lies in another year, or stands there twice. */
export function troubleOf(
  days: readonly CalendarDay[],
  year: number,
): { kind: 'day' | 'year' | 'twice'; day: string } | null {
  const seen = new Set<string>();
  for (const { day } of days) {
    if (!weekday(day)) return { kind: 'day', day };
    if (!day.startsWith(`${year}-`)) return { kind: 'year', day };
    if (seen.has(day)) return { kind: 'twice', day };
    seen.add(day);
  }
  return null;
}
