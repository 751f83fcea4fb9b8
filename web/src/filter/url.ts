import { STAGES } from '../incident/stage';
import { EVERYTHING, type Filter, SPANS, type Span } from './filter';

/** Where the map looks. */
export interface View {
  zoom: number;
  lat: number;
  lon: number;
}

const NAMES = ['cat', 'status', 'time', 'from', 'to', 'm'];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the filter from the address. What cannot be read is left out. */
export function filterFromUrl(search: string): Filter {
  const query = new URLSearchParams(search);
  const words = (name: string) => (query.get(name) ?? '').split(',').filter(Boolean);
  const time = query.get('time') as Span | null;
  const day = (name: string) => (DAY.test(query.get(name) ?? '') ? (query.get(name) as string) : '');
  const span = time && SPANS.includes(time) ? time : EVERYTHING.span;
  return {
    categories: words('cat').filter((it) => /^\d{2}(\d{2})?$/.test(it)),
    status: words('status').filter((it) => it === 'open' || it === 'closed' || STAGES.some((s) => s === it)),
    span,
    from: span === 'custom' ? day('from') : '',
    to: span === 'custom' ? day('to') : '',
  };
}

/** Reads the map's position, `m=15.20/22.54800/113.94100`. */
export function viewFromUrl(search: string): View | null {
  const [zoom, lat, lon] = (new URLSearchParams(search).get('m') ?? '').split('/').map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined) return null;
  if (!(zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180)) return null;
  return { zoom, lat, lon };
}

/** The address's query with this filter and view; whatever else is in it stays. */
export function toUrl(search: string, filter: Filter, view: View | null): string {
  const query = new URLSearchParams(search);
  for (const name of NAMES) query.delete(name);
  if (filter.categories.length) query.set('cat', filter.categories.join(','));
  if (filter.status.length) query.set('status', filter.status.join(','));
  if (filter.span !== EVERYTHING.span) query.set('time', filter.span);
  if (filter.span === 'custom' && filter.from) query.set('from', filter.from);
  if (filter.span === 'custom' && filter.to) query.set('to', filter.to);
  if (view) query.set('m', `${view.zoom.toFixed(2)}/${view.lat.toFixed(5)}/${view.lon.toFixed(5)}`);
  // Commas and slashes are allowed in a query and read better unescaped.
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
  return text ? `?${text}` : '';
}
