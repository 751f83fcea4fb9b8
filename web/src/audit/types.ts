/** A change that was made. */
export interface AuditEntry {
  /** From 1 without gaps. */
  seq: number;
  at: string;
  actor: 'system' | 'account' | 'anonymous';
  account: number | null;
  /** What the account is called now; missing where the server does not tell. */
  name?: string | null;
  role: string | null;
  /** The address that it came from; `null` where there was none, or it was erased. */
  origin: string | null;
  operation: string;
  /** An incident's id, a photo's, an account's number. */
  subject: string | null;
  body: unknown;
  hash: string;
}

export interface AuditPage {
  items: AuditEntry[];
  next: string | null;
}
