import type { Session } from '../account/types';
import { post, request } from '../api/client';
import type { FullAccount, NewAccount, Revision } from './types';

const ROOT = '/api/v1/accounts';

/** Everybody's accounts, for administrators. */
export const accountsApi = {
  all: async () => (await request<{ accounts: FullAccount[] }>(ROOT)).accounts,

  create: (body: NewAccount) => post<FullAccount>(ROOT, body),

  revise: (id: number, body: Revision) => post<FullAccount>(`${ROOT}/${id}/revise`, body),

  setPassword: (id: number, password: string) => post<undefined>(`${ROOT}/${id}/password`, { password }),

  removeSecondFactor: (id: number) => post<undefined>(`${ROOT}/${id}/totp/remove`, {}),

  /** Erases from which addresses the account acted. */
  forget: (id: number) => post<undefined>(`${ROOT}/${id}/forget`, {}),

  sessions: async (id: number) => (await request<{ sessions: Session[] }>(`${ROOT}/${id}/sessions`)).sessions,

  endSession: (id: number, session: number) =>
    request<undefined>(`${ROOT}/${id}/sessions/${session}`, { method: 'DELETE' }),
};
