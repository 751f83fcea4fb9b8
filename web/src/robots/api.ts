import { post, request } from '../api/client';
import type { Hosts, Letter, LetterState, Letters, Robot, RobotBody, Robots } from './types';

const ROOT = '/api/v1/robots';

/** Robots of chat groups, what waits for them, and where they may be. */
export const robotsApi = {
  all: () => request<Robots>(ROOT),
  make: (body: RobotBody) => post<Robot>(ROOT, body),
  revise: (id: number, body: RobotBody) => post<Robot>(`${ROOT}/${id}/revise`, body),
  remove: (id: number) => request<undefined>(`${ROOT}/${id}`, { method: 'DELETE' }),
  test: (id: number) => post<{ delivered: boolean; zh: string; en: string }>(`${ROOT}/${id}/test`, {}),
  retryAll: (id: number) => post<Robot>(`${ROOT}/${id}/retry`, {}),

  hosts: () => request<Hosts>(`${ROOT}/hosts`),
  setHosts: (hosts: string[]) =>
    request<Hosts>(`${ROOT}/hosts`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hosts }),
    }),

  letters: (state: LetterState, robot: number | null, cursor: string | null) => {
    const query = new URLSearchParams({ state, limit: '50' });
    if (robot !== null) query.set('robot', String(robot));
    if (cursor) query.set('cursor', cursor);
    return request<Letters>(`/api/v1/outbox?${query}`);
  },
  retry: (id: Letter['id']) => post<Letter>(`/api/v1/outbox/${id}/retry`, {}),
  drop: (id: Letter['id']) => post<Letter>(`/api/v1/outbox/${id}/drop`, {}),
};
