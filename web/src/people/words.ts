import { cellCode, chainage } from '../i18n/format';
import { i18n, t } from '../i18n/index.svelte';
import { ALL_DAY, dayOf, lastDay } from './time';
import type { Duty, HeldDuty } from './types';

/** In which hours and for how long a duty is agreed; a pledge has no hours. */
export function when({
  hours,
  from,
  to,
  frontage,
}: Pick<Duty, 'hours' | 'from' | 'to' | 'frontage'>): string {
  return [
    frontage ? '' : hours === ALL_DAY ? t('duty.all_day') : hours,
    from ? t('duty.since_day', { day: dayOf(from) }) : '',
    to ? t('duty.until_day', { day: lastDay(to) }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** From where to where on a road, and on which side. */
export function stretch(it: Pick<Duty, 'from_m' | 'to_m' | 'side'>, end?: number): string {
  const from = it.from_m ?? 0;
  const whole = from === 0 && it.to_m == null;
  const to = it.to_m ?? end;
  const part = whole ? t('people.whole_road') : `${chainage(from)}–${to == null ? '' : chainage(to)}`;
  return it.side ? `${part} · ${t(`duty.side.${it.side}`)}` : part;
}

/** What a duty is about. */
export function what(it: HeldDuty): string {
  if (it.cells) {
    return it.cells.length === 1 ? cellCode(it.cells[0] ?? '') : t('people.cells_n', { n: it.cells.length });
  }
  const title = (i18n.lang === 'en' && it.title_en) || it.title;
  if (it.road) return `${title ?? it.road} ${stretch(it, (it.from_m ?? 0) + (it.length_m ?? 0))}`;
  if (it.frontage) return t('people.frontage', { name: title ?? it.frontage });
  if (it.spot) {
    return t('people.spot', { name: it.spot.name, distance: i18n.distance(it.spot.radius_m) });
  }
  return '';
}

/** How much ground or road it is. */
export function size(it: HeldDuty): string {
  if (it.area_m2 !== null) return i18n.area(it.area_m2);
  return it.length_m !== null ? i18n.distance(it.length_m) : '';
}
