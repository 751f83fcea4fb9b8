import { post, request } from '../api/client';
import type { Notice, NoticeKind } from './types';

const ROOT = '/api/v1';

export const noticeApi = {
  about: async (incident: string) =>
    (await request<{ items: Notice[] }>(`${ROOT}/notices?incident=${encodeURIComponent(incident)}&limit=200`))
      .items,

  /** Those to the reader that wait for an answer. */
  mine: async () => (await request<{ items: Notice[] }>(`${ROOT}/notices?to=me&open=true&limit=200`)).items,

  issue: (incident: string, kind: NoticeKind, text: string, due: string | null) =>
    post<Notice>(`${ROOT}/incidents/${encodeURIComponent(incident)}/notices`, {
      kind,
      text,
      ...(due ? { due_at: due } : {}),
    }),

  receive: (id: number) => post<Notice>(`${ROOT}/notices/${id}/receive`, {}),

  answer: (id: number, answer: string) => post<Notice>(`${ROOT}/notices/${id}/answer`, { answer }),
};
