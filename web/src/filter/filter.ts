import { isOpen } from '../incident/stage';
import type { Incident, Stage } from '../incident/types';

export type Span = 'today' | '7d' | '30d' | '90d' | 'all' | 'custom';
export const SPANS: readonly Span[] = ['today', '7d', '30d', '90d', 'all', 'custom'];

/** What the map, the list and the counts are narrowed to. */
export interface Filter {
  /** Codes of majors (two digits) and minors (four); empty means all. */
  categories: readonly string[];
  /** `open`, `closed` or stages; empty means all. */
  status: readonly string[];
  span: Span;
  /** First and last day (`2026-11-21`) of a custom span; empty means unbounded. */
  from: string;
  to: string;
}

export const EVERYTHING: Filter = { categories: [], status: [], span: 'all', from: '', to: '' };

const DAY = 86_400_000;
/** Shanghai keeps no summer time. */
const OFFSET = 8 * 3_600_000;

/** The first moment that counts and the first that does not, in milliseconds; `null` means unbounded. */
export function period(filter: Filter, now: number): [number | null, number | null] {
  switch (filter.span) {
    case 'today':
      return [Math.floor((now + OFFSET) / DAY) * DAY - OFFSET, null];
    case '7d':
    case '30d':
    case '90d':
      return [now - Number.parseInt(filter.span, 10) * DAY, null];
    case 'custom': {
      const first = dayStart(filter.from);
      const last = dayStart(filter.to);
      // A span that ends before it begins is not asked for; the form says what is wrong.
      const backwards = first !== null && last !== null && last < first;
      return [first, last === null || backwards ? null : last + DAY];
    }
    case 'all':
      return [null, null];
  }
}

function dayStart(day: string): number | null {
  const at = Date.parse(`${day}T00:00:00+08:00`);
  return Number.isNaN(at) ? null : at;
}

/** The filter as the server's query, for lists and tiles alike. */
export function toQuery(filter: Filter, now: number): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.categories.length) query.set('category', filter.categories.join(','));
  if (filter.status.length) query.set('status', filter.status.join(','));
  const [from, to] = period(filter, now);
  if (from !== null) query.set('from', new Date(from).toISOString());
  if (to !== null) query.set('to', new Date(to).toISOString());
  return query;
}

/** The same filter on one incident that is already here. */
export function matches(filter: Filter, incident: Incident, now: number): boolean {
  const at = Date.parse(incident.reported_at);
  const [from, to] = period(filter, now);
  return (
    (!filter.categories.length || filter.categories.some((it) => incident.category.code.startsWith(it))) &&
    (!filter.status.length || filter.status.some((it) => hasStatus(incident.stage, it))) &&
    (from === null || at >= from) &&
    (to === null || at < to)
  );
}

function hasStatus(stage: Stage, status: string): boolean {
  if (status === 'open') return isOpen(stage);
  if (status === 'closed') return stage === 'closed';
  return stage === status;
}

/** The filter narrowed to what is still open; `null` when that leaves nothing. */
export function openOnly(filter: Filter): Filter | null {
  if (!filter.status.length || filter.status.includes('open')) return { ...filter, status: ['open'] };
  const open = filter.status.filter((it) => it !== 'closed' && isOpen(it as Stage));
  return open.length ? { ...filter, status: open } : null;
}

export function isEverything(filter: Filter): boolean {
  return !filter.categories.length && !filter.status.length && filter.span === 'all';
}
