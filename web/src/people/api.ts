import { post, request } from '../api/client';
import type { Holder } from '../grids/types';
import type { Duty, Leave, NewLeave, PersonDuties } from './types';

const ROOT = '/api/v1';

/** People, what they answer for, and their leaves. */
export const peopleApi = {
  all: async () => (await request<{ persons: Holder[] }>(`${ROOT}/persons`)).persons,

  duties: (code: string, signal?: AbortSignal) =>
    request<PersonDuties>(`${ROOT}/persons/${encodeURIComponent(code)}/duties`, {}, signal),

  /** The duties on a road, in a cell or on a frontage zone. */
  on: async (where: { road: string } | { cell: string } | { frontage: string }, signal?: AbortSignal) =>
    (await request<{ duties: Duty[] }>(`${ROOT}/duties?${new URLSearchParams(where)}`, {}, signal)).duties,

  leave: (body: NewLeave) => post<Leave>(`${ROOT}/leaves`, body),

  endLeave: (id: number) => post<Leave>(`${ROOT}/leaves/${id}/end`, {}),
};
