import { post, request } from '../api/client';
import type { ListName, NewView, SavedView, ViewChange } from './types';

const ROOT = '/api/v1/views';

export const viewsApi = {
  all: async (list: ListName) =>
    (await request<{ items: SavedView[] }>(`${ROOT}?${new URLSearchParams({ list, counts: '1' })}`)).items,

  save: (body: NewView) => post<SavedView>(ROOT, body),

  /** Changes the name and with whom it is shared; its filter stays. */
  change: (id: string, body: ViewChange) =>
    request<SavedView>(`${ROOT}/${encodeURIComponent(id)}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),

  drop: (id: string) => request<undefined>(`${ROOT}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
};
