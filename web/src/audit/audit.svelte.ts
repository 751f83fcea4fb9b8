import { request } from '../api/client';
import { asRequestError, type RequestError } from '../api/problem';
import { face } from '../ui/face.svelte';
import type { AuditEntry, AuditPage } from './types';

const PAGE = 50;

/** The audit trail, newest first, narrowed to an account or a subject. */
class Audit {
  /** The number of an account; empty for all. */
  account = $state('');
  /** An incident's id, a photo's; empty for all. */
  subject = $state('');
  items = $state.raw<readonly AuditEntry[] | null>(null);
  next = $state.raw<string | null>(null);
  loading = $state(false);
  error = $state.raw<RequestError | null>(null);
  #round: AbortController | null = null;

  /** Shows what was done to an incident, or by an account. */
  show(narrowed: { account?: number; subject?: string }): void {
    this.account = narrowed.account === undefined ? '' : String(narrowed.account);
    this.subject = narrowed.subject ?? '';
    this.items = null;
    face.turn('admin', 'audit');
    face.show('admin');
    void this.load();
  }

  forget(): void {
    this.#round?.abort();
    this.account = '';
    this.subject = '';
    this.items = null;
    this.error = null;
  }

  async load(cursor: string | null = null): Promise<void> {
    this.#round?.abort();
    const round = new AbortController();
    this.#round = round;
    this.loading = true;
    this.error = null;
    const query = new URLSearchParams({ limit: String(PAGE) });
    for (const [name, value] of Object.entries({
      account: this.account,
      subject: this.subject.trim(),
      cursor,
    })) {
      if (value) query.set(name, value);
    }
    try {
      const page = await request<AuditPage>(`/api/v1/audit?${query}`, {}, round.signal);
      this.items = cursor ? [...(this.items ?? []), ...page.items] : page.items;
      this.next = page.next;
    } catch (thrown) {
      if (round.signal.aborted) return;
      this.error = asRequestError(thrown);
      if (!cursor) this.items = null;
    }
    this.loading = false;
  }
}

export const audit = new Audit();
