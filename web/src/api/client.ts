import type { ZoneShapes } from '../grids/frontage';
import type { DeedBody, Incident, IncidentPage, Likely, NewIncident } from '../incident/types';
import type { Answer, NewRuling } from '../locate/types';
import { RequestError } from './problem';
import type { District, LonLat, Major, ProblemBody } from './types';

/** A request that takes longer than this is given up. */
const PATIENCE_MS = 15_000;
/** A photo over a weak network takes longer. */
const PHOTO_PATIENCE_MS = 90_000;

let refused = () => {};

/** Sets what is done when an answer says that nobody is signed in. */
export function whenRefused(act: () => void): void {
  refused = act;
}

/** Asks the server; throws a `RequestError`, or what `fetch` throws once `signal` is aborted. */
export async function request<T>(
  path: string,
  init: RequestInit = {},
  signal?: AbortSignal,
  patience = PATIENCE_MS,
): Promise<T> {
  const limit = AbortSignal.timeout(patience);
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: signal ? AbortSignal.any([signal, limit]) : limit });
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw new RequestError(0);
  }
  if (response.status === 204) return undefined as T;
  if (response.ok) return (await response.json()) as T;
  const wait = Number(response.headers.get('retry-after'));
  let body: Partial<ProblemBody> = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    // An answer that is not ours (a proxy's page): its status has to do.
  }
  if (body.type?.endsWith('/not-signed-in')) refused();
  throw new RequestError(response.status, body, Number.isFinite(wait) && wait > 0 ? wait : null);
}

/** Posts JSON. */
export function post<T>(path: string, body: unknown, signal?: AbortSignal, patience?: number): Promise<T> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return request<T>(path, init, signal, patience);
}

/** What is asked about a place besides where it is. */
export interface Question {
  category: string | null;
  /** A day such as 2026-11-01: who answered then. */
  at: string | null;
}

export const api = {
  district: () => request<District>('/api/v1/district'),

  categories: async () => (await request<{ majors: Major[] }>('/api/v1/categories')).majors,

  locate: ({ lon, lat }: LonLat, { category, at }: Question, signal?: AbortSignal) => {
    const query = new URLSearchParams({ lon: lon.toFixed(7), lat: lat.toFixed(7) });
    if (category) query.set('category', category);
    if (at) query.set('at', at);
    return request<Answer>(`/api/v1/locate?${query}`, {}, signal);
  },

  /** The shape of a frontage zone. */
  zone: async (code: string, signal?: AbortSignal) => {
    const query = new URLSearchParams({ zone: code });
    return (await request<ZoneShapes>(`/api/v1/frontages/shapes?${query}`, {}, signal)).features[0] ?? null;
  },

  rule: (body: NewRuling) => post<{ id: number }>('/api/v1/rulings', body),

  endRuling: (id: number) => post<{ id: number }>(`/api/v1/rulings/${id}/end`, {}),

  incidents: (query: URLSearchParams, limit: number, cursor: string | null, signal?: AbortSignal) => {
    const all = new URLSearchParams(query);
    all.set('limit', String(limit));
    if (cursor) all.set('after', cursor);
    return request<IncidentPage>(`/api/v1/incidents?${all}`, {}, signal);
  },

  incident: (id: string, signal?: AbortSignal) =>
    request<Incident>(`/api/v1/incidents/${encodeURIComponent(id)}`, {}, signal),

  /** Cases not settled that a report of this place, category and text likely repeats. */
  likely: async ({ lon, lat }: LonLat, category: string, note: string, signal?: AbortSignal) => {
    const query = new URLSearchParams({ lon: lon.toFixed(7), lat: lat.toFixed(7), category, note });
    return (await request<{ items: Likely[] }>(`/api/v1/incidents/likely-duplicates?${query}`, {}, signal))
      .items;
  },

  /** Does something to a case; the same key does nothing again. */
  act: (id: string, verb: string, body: DeedBody, key: string, revision: number | null) =>
    request<Incident>(`/api/v1/incidents/${encodeURIComponent(id)}/${verb}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(revision === null ? {} : { 'if-match': `"${revision}"` }),
      },
      body: JSON.stringify(body),
    }),

  /** Takes a photo; the same one again is the same one. */
  addPhoto: (file: Blob) =>
    request<{ id: string }>(
      '/api/v1/photos',
      { method: 'POST', headers: { 'content-type': file.type || 'application/octet-stream' }, body: file },
      undefined,
      PHOTO_PATIENCE_MS,
    ),

  report: (body: NewIncident, key: string) =>
    request<Incident>('/api/v1/incidents', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    }),
};
