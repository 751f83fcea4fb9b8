import type { Limit } from '../api/types';
import type { CellRef } from '../locate/types';
import { type Lang, translate } from './translate';

/** The clock that every office of a Chinese district goes by. */
export const ZONE = 'Asia/Shanghai';

const locale = (lang: Lang) => (lang === 'zh' ? 'zh-CN' : 'en-GB');

/** With a capital at the beginning. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** 12,345 */
export function number(lang: Lang, value: number, digits = 0): string {
  return value.toLocaleString(locale(lang), { maximumFractionDigits: digits });
}

/** Metres below a kilometre, kilometres with one digit above. */
export function distance(lang: Lang, metres: number): string {
  if (metres < 999.5) {
    return translate(lang, 'unit.m', { n: number(lang, metres, metres < 9.95 ? 1 : 0) });
  }
  return translate(lang, 'unit.km', { n: number(lang, metres / 1000, 1) });
}

/** Chainage as on a kilometre board: K1+204. */
export function chainage(metres: number): string {
  const whole = Math.max(0, Math.round(metres));
  return `K${Math.floor(whole / 1000)}+${String(whole % 1000).padStart(3, '0')}`;
}

export function area(lang: Lang, squareMetres: number): string {
  return translate(lang, 'unit.m2', { n: number(lang, squareMetres) });
}

/** 32.4 ha: what a duty grid is measured in. */
export function hectares(lang: Lang, squareMetres: number): string {
  return translate(lang, 'unit.ha', { n: number(lang, squareMetres / 10_000, 1) });
}

/** 41 %, or +4.3 % where the sign matters. */
export function percent(lang: Lang, share: number, signed = false): string {
  return share.toLocaleString(locale(lang), {
    style: 'percent',
    maximumFractionDigits: signed ? 1 : 0,
    signDisplay: signed ? 'exceptZero' : 'auto',
  });
}

/** The day alone, as printed on a map. */
export function day(lang: Lang, iso: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return iso;
  if (lang === 'zh') return new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(at);
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: ZONE }).format(at);
}

export function limit(lang: Lang, value: Limit): string {
  return translate(lang, `unit.${value.unit}`, { n: value.value });
}

/** Day and time; the year only when it is not the present one. */
export function moment(lang: Lang, iso: string, now: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return iso;
  const sameYear = year(at) === year(now);
  return new Intl.DateTimeFormat(locale(lang), {
    ...(sameYear ? {} : { year: 'numeric' }),
    month: lang === 'zh' ? 'long' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: ZONE,
  }).format(at);
}

/** How long ago within a day, the moment itself before that. */
export function ago(lang: Lang, iso: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  // Clocks differ a little: a report from two minutes ahead is simply new.
  if (!(minutes >= -2 && minutes < 24 * 60)) return moment(lang, iso, now);
  if (minutes < 1) return translate(lang, 'ago.now');
  if (minutes < 60) return translate(lang, 'ago.minutes', { n: minutes });
  return translate(lang, 'ago.hours', { n: Math.floor(minutes / 60) });
}

/** The last three digits that people on the street use, and the whole code in groups of 6-3-3-3. */
export function cellCode(code: string): string {
  return code.replace(/^(\d{6})(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3 $4');
}

function year(at: number): string {
  return new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: ZONE }).format(at);
}

/** Sub-district and community; once where the community goes by the sub-district's name. */
export function areaName(cell: CellRef): string {
  return cell.community === cell.subdistrict ? cell.subdistrict : `${cell.subdistrict} · ${cell.community}`;
}
