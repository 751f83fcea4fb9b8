import type { Bilingual } from '../api/types';

/** What somebody was told. */
export interface Message extends Bilingual {
  /** Rises with every message. */
  id: number;
  at: string;
  kind: string;
  /** How much of the limit is used, where that is what it tells. */
  percent: number | null;
  due_at: string | null;
  incident: string;
  read: boolean;
}

export interface InboxPage {
  unread: number;
  items: Message[];
  next: string | null;
}
