import { request } from '../api/client';
import { feed } from '../feed/feed.svelte';
import { fromField } from '../incident/deeds';
import type { Deed } from '../incident/types';
import { newKey } from '../report/key';
import { Attempt } from '../ui/attempt.svelte';
import { workApi } from '../work/api';
import { forMany, meant, sharedField } from './plan';
import type { BulkAnswer, BulkBody, Target } from './types';

/** Hundreds of cases, each saved by itself, take their time. */
const PATIENCE_MS = 120_000;

const send = (body: BulkBody, key: string | null) =>
  request<BulkAnswer>(
    '/api/v1/incidents/bulk',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
      body: JSON.stringify(body),
    },
    undefined,
    PATIENCE_MS,
  );

/** The same done to many cases: first tried, then done. */
class Bulk {
  target = $state.raw<Target | null>(null);
  /** What can be done to some of them; `null` until it is known. */
  deeds = $state.raw<readonly (Deed & { count: number })[] | null>(null);
  verb = $state('');
  note = $state('');
  /** A staff number, or a moment as fields write it. */
  value = $state('');
  /** What would be done. */
  tried = $state.raw<BulkAnswer | null>(null);
  done = $state.raw<BulkAnswer | null>(null);
  readonly attempt = new Attempt();
  /** What happens once it is done or left. */
  #after: () => void = () => {};
  #key = '';

  deed = $derived(this.deeds?.find((it) => it.verb === this.verb) ?? null);
  field = $derived(sharedField(this.verb));
  /** Whether the form says all that is needed. */
  ready = $derived(
    this.deed !== null &&
      (!this.field || this.value !== '') &&
      (!this.deed.needs.includes('reason') || this.note.trim() !== ''),
  );

  /** Opens the form; `known` is what can be done, where the page knows that already. */
  open(target: Target, known: readonly (Deed & { count: number })[] | null = null, after = () => {}): void {
    this.target = target;
    this.#after = after;
    this.deeds = null;
    this.note = '';
    this.attempt.error = null;
    this.choose('');
    if (known) this.deeds = known.filter(forMany);
    else void this.#ask(target);
  }

  choose(verb: string): void {
    this.verb = verb;
    this.value = '';
    this.change();
  }

  /** What was tried is not what would be done now. */
  change(): void {
    this.tried = null;
    this.done = null;
  }

  async #ask(target: Target): Promise<void> {
    if (target.kind !== 'filter') return;
    await this.attempt.run(async () => {
      const filter = { ...target.filter, mine: false };
      const list = await workApi.list({ filter, sort: 'due_at', limit: 1 });
      if (this.target === target) this.deeds = list.verbs.filter(forMany);
    });
  }

  #body(): BulkBody {
    const { field, value, target } = this;
    const said = field === 'until' || field === 'review_at' ? fromField(value) : value;
    const fields = { note: this.note.trim(), ...(field ? { [field]: said } : {}) };
    return { verb: this.verb, fields, ...(target ? meant(target) : {}) };
  }

  try(): void {
    void this.attempt.run(async () => {
      this.tried = await send({ ...this.#body(), dry_run: true }, null);
      this.#key = newKey();
    });
  }

  /** Does it; the same try is done once, however often it is asked for. */
  do(): void {
    const { tried, target } = this;
    if (!tried || !target) return;
    void this.attempt
      .run(async () => {
        const expected = target.kind === 'filter' ? { expected: tried.can } : {};
        this.done = await send({ ...this.#body(), ...expected }, this.#key);
        void feed.load();
      })
      .then((ok) => {
        // Others were at work meanwhile: what is shown is not what it would be.
        if (!ok && this.attempt.error?.slug === 'count-changed') this.tried = null;
      });
  }

  close(): void {
    const did = this.done !== null;
    this.target = null;
    this.change();
    if (did) this.#after();
  }
}

export const bulk = new Bulk();
