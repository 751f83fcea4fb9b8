import { asRequestError, type RequestError } from '../api/problem';
import type { Duty, DutyTerms } from '../people/types';
import { draft } from './draft.svelte';

/** The duties on one road or one cell, and what waits to be done with them. */
export class Duties {
  list = $state.raw<readonly Duty[] | null>(null);
  error = $state.raw<RequestError | null>(null);
  #asked: AbortController | null = null;

  /** Numbers of duties whose end waits. */
  ended: ReadonlySet<number> = $derived(
    new Set(
      draft.staged.flatMap((it) => it.edits.flatMap((edit) => (edit.op === 'end_duty' ? [edit.duty] : []))),
    ),
  );
  /** Duties that wait to be added, with the edit they came by. */
  added: readonly (DutyTerms & { staged: number })[] = $derived(
    draft.staged.flatMap((it) =>
      it.edits.flatMap((edit) => (edit.op === 'add_duty' ? [{ ...edit, staged: it.id }] : [])),
    ),
  );

  constructor(private readonly ask: (code: string, signal: AbortSignal) => Promise<Duty[]>) {}

  async load(code: string): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.error = null;
    try {
      const list = await this.ask(code, asked.signal);
      if (!asked.signal.aborted) this.list = list;
    } catch (thrown) {
      if (asked.signal.aborted) return;
      const error = asRequestError(thrown);
      // A cell that is still a draft has no duties on record.
      if (error.status === 422) this.list = [];
      else this.error = error;
    }
  }
}
