import { post, request } from '../api/client';
import type { Holder } from '../grids/types';
import type { Duty, Leave, NewLeave, PersonDuties } from './types';

const ROOT = '/api/v1';

/** People, what they answer for, and their leaves. */
export const peopleApi = {
  all: async () => (await request<{ persons: Holder[] }>(`${ROOT}/persons`)).persons,

  duties: (code: string, signal?: AbortSignal) =>
    request<PersonDuties>(`${ROOT}/persons/${encodeURIComponent(code)}/duties`, {}, signal),

  /** The duties on a road. */
  onRoad: async (road: string, signal?: AbortSignal) =>
    (await request<{ duties: Duty[] }>(`${ROOT}/duties?road=${encodeURIComponent(road)}`, {}, signal)).duties,

  /** The duties on a cell. */
  onCell: async (cell: string, signal?: AbortSignal) =>
    (await request<{ duties: Duty[] }>(`${ROOT}/duties?cell=${encodeURIComponent(cell)}`, {}, signal)).duties,

  leave: (body: NewLeave) => post<Leave>(`${ROOT}/leaves`, body),

  endLeave: (id: number) => post<Leave>(`${ROOT}/leaves/${id}/end`, {}),
};
