import { type Lang, translate } from '../i18n/translate';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long until a moment, or since: 还剩 1 小时 20 分, 超期 3 天. Two units at most, the smaller one only while it matters. */
export function countdown(lang: Lang, due: string, now: number): { text: string; over: boolean } {
  const left = Date.parse(due) - now;
  const over = left < 0;
  return {
    text: translate(lang, over ? 'clock.over' : 'clock.left', { span: span(lang, Math.abs(left)) }),
    over,
  };
}

/** A span of time in words. */
export function span(lang: Lang, ms: number): string {
  const days = Math.floor(ms / DAY);
  const hours = Math.floor((ms % DAY) / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  if (days >= 3) return translate(lang, 'clock.days', { n: days });
  const parts: string[] = [];
  if (days) parts.push(translate(lang, 'clock.days', { n: days }));
  if (hours) parts.push(translate(lang, 'clock.hours', { n: hours }));
  if (!days && (minutes || !hours)) parts.push(translate(lang, 'clock.minutes', { n: minutes }));
  return parts.join(' ');
}
