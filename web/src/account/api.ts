import { post, request } from '../api/client';
import type { ApiToken, Enrolment, Me, NewToken, Persona, Session } from './types';

const ROOT = '/api/v1';
const remove = (path: string) => request<undefined>(ROOT + path, { method: 'DELETE' });

/** Who is signed in, and how one signs in and out. */
export const accountApi = {
  me: () => request<Me>(`${ROOT}/me`),

  signIn: (login: string, password: string, code: string) =>
    post<Me>(`${ROOT}/session`, { login, password, ...(code ? { code } : {}) }),

  /** Makes the first administrator by the one-time token that the program printed. */
  first: (token: string, login: string, password: string) =>
    post<Me>(`${ROOT}/session/first`, { token, login, password }),

  signOut: () => remove('/session'),

  sessions: async () => (await request<{ sessions: Session[] }>(`${ROOT}/sessions`)).sessions,

  endSession: (id: number) => remove(`/sessions/${id}`),

  tokens: async () => (await request<{ tokens: ApiToken[] }>(`${ROOT}/tokens`)).tokens,

  makeToken: (body: NewToken) => post<ApiToken & { secret: string }>(`${ROOT}/tokens`, body),

  endToken: (id: number) => remove(`/tokens/${id}`),

  changePassword: (password: string, fresh: string) =>
    post<undefined>(`${ROOT}/me/password`, { password, new_password: fresh }),

  enrol: () => post<Enrolment>(`${ROOT}/me/totp`, {}),

  confirm: (code: string) => post<undefined>(`${ROOT}/me/totp/confirm`, { code }),

  personas: async () => (await request<{ personas: Persona[] }>(`${ROOT}/demo/personas`)).personas,

  become: (persona: string) => post<Me>(`${ROOT}/demo/session`, { persona }),
};
