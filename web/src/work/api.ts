import { post, request } from '../api/client';
import type { ListFilter } from '../lists/types';
import type { WorkList } from './types';

export interface WorkQuery {
  filter: ListFilter;
  sort: string;
  limit: number;
  after?: string | null;
}

const plain = (it: unknown) => ['string', 'number', 'boolean'].includes(typeof it);

export const workApi = {
  /** Asks by the address where that can say it: only such an answer is kept for the time without a network. */
  list: ({ filter, sort, limit, after }: WorkQuery, signal?: AbortSignal) => {
    if (!Object.values(filter).every(plain)) {
      return post<WorkList>(
        '/api/v1/work/search',
        { filter, sort, limit, ...(after ? { after } : {}) },
        signal,
      );
    }
    const query = new URLSearchParams({ limit: String(limit), sort });
    for (const [name, value] of Object.entries(filter)) query.set(name, String(value));
    if (after) query.set('after', after);
    return request<WorkList>(`/api/v1/work?${query}`, {}, signal);
  },
};
