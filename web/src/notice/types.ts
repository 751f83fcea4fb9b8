import type { Party } from '../incident/types';

export type NoticeKind = 'supervision' | 'rectification';

/** A notice of supervision (督办) or rectification (整改). */
export interface Notice {
  id: number;
  /** Its number as it is written, for instance 督〔2026〕12号. */
  title: string;
  kind: NoticeKind;
  /** The incident's id. */
  incident: string;
  to: Party;
  text: string;
  issued_at: string;
  due_at: string | null;
  received_at: string | null;
  answered_at: string | null;
  answer: string;
  overdue: boolean;
}
