import { post, request } from '../api/client';
import type { ListName, NewView, SavedView } from './types';

const ROOT = '/api/v1/views';

export const viewsApi = {
  all: async (list: ListName) =>
    (await request<{ items: SavedView[] }>(`${ROOT}?${new URLSearchParams({ list, counts: '1' })}`)).items,

  save: (body: NewView) => post<SavedView>(ROOT, body),

  drop: (id: string) => request<undefined>(`${ROOT}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
};
