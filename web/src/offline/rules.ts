/** What the service worker does with a request. */
export type Kind =
  /** The page itself: from the network, else as it was kept. */
  | 'page'
  /** A file of the page, which never changes under its name: as it was kept. */
  | 'shell'
  /** What everybody may know: from the network, else as it was kept. */
  | 'public'
  /** What is for one account only: kept until somebody signs in or out. */
  | 'own'
  /** Somebody signs in or out: what was kept of one account goes. */
  | 'entry'
  /** A photo of a case: as it was kept, else from the network. */
  | 'photo';

const PUBLIC = new Set(['/api/v1/district', '/api/v1/categories']);
const ENTRY = new Set(['/api/v1/session', '/api/v1/session/first', '/api/v1/demo/session']);
const CASE = /^\/api\/v1\/incidents\/[0-9a-f-]{36}$/;
const THUMBNAIL = /^\/api\/v1\/photos\/[0-9a-f]{64}\/thumbnail$/;

export const casePath = (id: string) => `/api/v1/incidents/${id}`;
export const thumbnailPath = (id: string) => `/api/v1/photos/${id}/thumbnail`;
export const isCase = (path: string) => CASE.test(path);
/** What the whole list is asked with; anything else narrows it. */
const WHOLE = new Set(['mine', 'limit', 'sort']);

/** Whether this is the list of what waits for oneself: not that of all, no narrower one, not merely its figures. */
export const isOwnWork = (url: URL) => {
  const query = url.searchParams;
  const whole = [...query.keys()].every((it) => WHOLE.has(it));
  return (
    url.pathname === '/api/v1/work' && whole && query.get('mine') !== 'false' && query.get('limit') !== '1'
  );
};

/** What is to be done with a request; `null` for everything that goes its way untouched. */
export function kindOf(method: string, url: URL, origin: string, navigates: boolean): Kind | null {
  if (url.origin !== origin) return null;
  const path = url.pathname;
  if (ENTRY.has(path) && method !== 'GET') return 'entry';
  if (method !== 'GET') return null;
  if (navigates) return path === '/' || path === '/index.html' ? 'page' : null;
  if (path.startsWith('/assets/') || path === '/icon.svg' || path === '/manifest.webmanifest') return 'shell';
  if (PUBLIC.has(path)) return 'public';
  if (path === '/api/v1/me' || isOwnWork(url) || CASE.test(path)) return 'own';
  return THUMBNAIL.test(path) ? 'photo' : null;
}

/** What of an account is kept longer than this is not shown any more. */
export const OWN_MS = 24 * 3_600_000;

/** Whether something kept then may still be shown. */
export const stillGood = (keptAt: string | null, now: number): boolean => {
  const age = now - Number(keptAt ?? Number.NaN);
  return age >= 0 && age < OWN_MS;
};

/** How many of one's cases are kept, those due first. */
export const MOST_CASES = 40;

interface ListedCase {
  incident: { id: string; revision?: number };
}

/** The addresses of the cases to be kept, with the revision that the list tells. */
export function casesOf(list: { items?: readonly ListedCase[] }): Map<string, number | null> {
  const items = (list.items ?? []).slice(0, MOST_CASES);
  return new Map(items.map(({ incident }) => [casePath(incident.id), incident.revision ?? null]));
}
