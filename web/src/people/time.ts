/** The clock of every office of a Chinese district: UTC+8, without summer time since 1991. */
const OFFSET = '+08:00';

/** The first moment of a day such as 2026-11-01. */
export const dayStart = (day: string): string => `${day}T00:00:00${OFFSET}`;

/** The first moment after a day. */
export function dayEnd(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return dayStart(next.toISOString().slice(0, 10));
}

/** The day of a moment, in Shanghai. */
export function dayOf(moment: string | number): string {
  return new Date(new Date(moment).getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** The last day of what ends before a moment. */
export function lastDay(end: string): string {
  return dayOf(Date.parse(end) - 1);
}

export const ALL_DAY = '00:00-24:00';
/** The hours of the patrol (DOMAIN.md, Case flow). */
export const PATROL = '07:00-21:00';

/** Hours out of two clock times; an end at midnight is the end of the day. */
export function hoursOf(from: string, to: string): string {
  return from && to ? `${from}-${to === '00:00' ? '24:00' : to}` : ALL_DAY;
}

/** The two clock times of hours as fields take them; empty for the whole day. */
export function clocksOf(hours: string): [from: string, to: string] {
  if (hours === ALL_DAY) return ['', ''];
  const [from = '', to = ''] = hours.split('-');
  return [from, to === '24:00' ? '00:00' : to];
}
