import { request } from '../api/client';
import type { Standing, WorkList } from '../api/types';

export const workApi = {
  list: (
    { mine, standing, limit }: { mine: boolean; standing: Standing | null; limit: number },
    signal?: AbortSignal,
  ) => {
    const query = new URLSearchParams({ mine: String(mine), limit: String(limit) });
    if (standing) query.set('standing', standing);
    return request<WorkList>(`/api/v1/work?${query}`, {}, signal);
  },
};
