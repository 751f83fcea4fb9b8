import { post, request } from '../api/client';
import type { InboxPage } from './types';

export const inboxApi = {
  list: (cursor: string | null, limit: number) => {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor ? { cursor } : {}) });
    return request<InboxPage>(`/api/v1/inbox?${query}`);
  },

  /** Marks everything up to a message as read. */
  read: (upto: number) => post<undefined>('/api/v1/inbox/read', { upto }),
};
