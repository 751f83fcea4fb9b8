import type { CalendarDay } from './types';

/** 1 to 7 from Monday; 0 where it is no day. */
export function weekday(day: string): 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return 0;
  return (new Date(at).getUTCDay() || 7) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

export const sorted = (days: readonly CalendarDay[]): CalendarDay[] =>
  days.toSorted((a, b) => a.day.localeCompare(b.day));

/** The first day that cannot stay as it is: it lies in another year, or stands there twice. */
export function troubleOf(
  days: readonly CalendarDay[],
  year: number,
): { kind: 'year' | 'twice'; day: string } | null {
  const seen = new Set<string>();
  for (const { day } of days) {
    if (!day.startsWith(`${year}-`)) return { kind: 'year', day };
    if (seen.has(day)) return { kind: 'twice', day };
    seen.add(day);
  }
  return null;
}
