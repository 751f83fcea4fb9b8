import { RequestError } from './problem';
import type { Answer, District, Incident, IncidentPage, Major, NewIncident, ProblemBody } from './types';

/** A request that takes longer than this is given up. */
const PATIENCE_MS = 15_000;

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
  if (response.ok) return (await response.json()) as T;
  const wait = Number(response.headers.get('retry-after'));
  let body: Partial<ProblemBody> = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    // An answer that is not ours (a proxy's page): its status has to do.
  }
  throw new RequestError(response.status, body, Number.isFinite(wait) && wait > 0 ? wait : null);
}

export const api = {
  district: () => request<District>('/api/v1/district'),

  categories: async () => (await request<{ majors: Major[] }>('/api/v1/categories')).majors,

  locate: (lon: number, lat: number, category: string | null, signal?: AbortSignal) => {
    const query = new URLSearchParams({ lon: lon.toFixed(7), lat: lat.toFixed(7) });
    if (category) query.set('category', category);
    return request<Answer>(`/api/v1/locate?${query}`, {}, signal);
  },

  incidents: (query: URLSearchParams, limit: number, cursor: string | null, signal?: AbortSignal) => {
    const all = new URLSearchParams(query);
    all.set('limit', String(limit));
    if (cursor) all.set('cursor', cursor);
    return request<IncidentPage>(`/api/v1/incidents?${all}`, {}, signal);
  },

  incident: (id: string, signal?: AbortSignal) =>
    request<Incident>(`/api/v1/incidents/${encodeURIComponent(id)}`, {}, signal),

  report: (body: NewIncident, key: string) =>
    request<Incident>('/api/v1/incidents', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    }),
};
