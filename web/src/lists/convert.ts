import { EVERYTHING, type Filter, period, type Span } from '../filter/filter';
import { STAGES } from '../incident/stage';
import type { ListFilter } from './types';

const DAYS: Partial<Record<Span, number>> = { today: 1, '7d': 7, '30d': 30, '90d': 90 };

/** The page's filter as a saved view keeps it: spans that end now stay so, they are not frozen to a day. */
export function toView(filter: Filter): ListFilter {
  const days = DAYS[filter.span];
  const [from, to] = filter.span === 'custom' ? period(filter, 0) : [null, null];
  return {
    ...(filter.categories.length ? { category: filter.categories } : {}),
    ...(filter.status.length ? { status: filter.status } : {}),
    ...(days ? { days } : {}),
    ...(from === null ? {} : { from: new Date(from).toISOString() }),
    ...(to === null ? {} : { to: new Date(to).toISOString() }),
  };
}

const words = (it: unknown): string[] =>
  (typeof it === 'string' ? it.split(',') : Array.isArray(it) ? it.map(String) : []).filter(Boolean);

/** The day in Shanghai, moved by so many days. */
const day = (it: unknown, by = 0): string => {
  const at = Date.parse(String(it ?? ''));
  return Number.isNaN(at) ? '' : new Date(at + 8 * 3_600_000 + by * 86_400_000).toISOString().slice(0, 10);
};

/** What of a view the page's own filter says, and what is left for the server alone. */
export function fromView(view: ListFilter): { filter: Filter; rest: ListFilter } {
  const { category, status, days, from, to, ...rest } = view;
  const left: Record<string, unknown> = { ...rest };
  const span = (Object.keys(DAYS) as Span[]).find((it) => DAYS[it] === days);
  if (days !== undefined && !span) left.days = days;
  const custom = !span && (from !== undefined || to !== undefined);
  const known = words(status).filter(
    (it) => it === 'open' || it === 'closed' || STAGES.some((stage) => stage === it),
  );
  const filter: Filter = {
    categories: words(category),
    status: known,
    span: span ?? (custom ? 'custom' : EVERYTHING.span),
    from: custom ? day(from) : '',
    to: custom ? day(to, -1) : '',
  };
  return { filter, rest: left };
}
