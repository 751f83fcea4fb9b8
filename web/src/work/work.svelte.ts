import { untrack } from 'svelte';
import { account } from '../account/account.svelte';
import { asRequestError, type RequestError } from '../api/problem';
import type { Standing, WorkList } from '../api/types';
import { feed } from '../feed/feed.svelte';
import { recall, remember } from '../ui/memory';
import { whereabouts } from '../ui/whereabouts.svelte';
import { workApi } from './api';
import { nearest } from './near';

const PAGE = 50;
/** What is sorted or narrowed on the page itself needs all of it; the server gives no more than this. */
const WHOLE = 1000;
/** Changes come in bursts; the list is asked for again at most this often. */
const CALM_MS = 1_500;
/** The whole of it less often. */
const CALM_WHOLE_MS = 10_000;

/** What waits: those due first before the others. */
class Work {
  mine = $state(true);
  standing = $state<Standing | null>(null);
  verb = $state<string | null>(null);
  near = $state(recall('work-near') === '1');
  list = $state.raw<WorkList | null>(null);
  loading = $state(false);
  error = $state.raw<RequestError | null>(null);
  /** Counts without the narrowing by clock and verb, so that the figures stay what they are. */
  counts = $state.raw<Pick<WorkList, 'total' | 'overdue' | 'due_soon' | 'verbs'> | null>(null);
  #limit = $state(PAGE);
  /** The choice that the list shows. */
  #shown = '';
  #round: AbortController | null = null;
  #calm = 0;

  items = $derived.by(() => {
    const { verb, list } = this;
    const fitting = (list?.items ?? []).filter((it) => !verb || it.legal.some((deed) => deed.verb === verb));
    return this.near && whereabouts.place ? nearest(fitting, whereabouts.place) : fitting;
  });
  /** How many the present choice has in all. */
  total = $derived(
    this.verb
      ? (this.counts?.verbs.find((it) => it.verb === this.verb)?.count ?? 0)
      : (this.list?.total ?? 0),
  );
  more = $derived(
    !this.verb && (this.list?.items.length ?? 0) < (this.list?.total ?? 0) && this.#limit < WHOLE,
  );

  start(): void {
    $effect.root(() => {
      $effect(() => {
        if (!account.me) return;
        untrack(() => {
          this.mine = !account.oversees;
          this.standing = null;
          this.verb = null;
          this.list = null;
          this.counts = null;
          void this.load();
        });
      });
      $effect(() => {
        if (feed.state.resyncs) untrack(() => void this.load());
      });
    });
    feed.onChange(() => this.#soon());
    feed.onIncident(() => this.#soon());
    if (this.near) void whereabouts.ask();
  }

  choose(change: { mine?: boolean; standing?: Standing | null; verb?: string | null }): void {
    Object.assign(this, change);
    this.#limit = PAGE;
    void this.load();
  }

  async sortNear(near: boolean): Promise<void> {
    this.near = near;
    remember('work-near', near ? '1' : '0');
    if (near && !(await whereabouts.ask())) this.near = false;
    void this.load();
  }

  loadMore(): void {
    this.#limit += 2 * PAGE;
    void this.load();
  }

  async load(): Promise<void> {
    this.#round?.abort();
    if (!account.who || !account.may('work')) {
      this.list = null;
      this.counts = null;
      return;
    }
    const round = new AbortController();
    this.#round = round;
    this.loading = true;
    this.error = null;
    const { mine, standing, verb, near } = this;
    const choice = JSON.stringify([mine, standing, verb]);
    const limit = verb || near ? WHOLE : this.#limit;
    try {
      const list = await workApi.list({ mine, standing, limit }, round.signal);
      const all = standing ? await workApi.list({ mine, standing: null, limit: 1 }, round.signal) : list;
      if (round.signal.aborted) return;
      this.list = list;
      this.counts = all;
      this.#shown = choice;
    } catch (thrown) {
      if (round.signal.aborted) return;
      this.error = asRequestError(thrown);
      // What another choice showed would be taken for this one's.
      if (choice !== this.#shown) this.list = null;
    }
    this.loading = false;
  }

  #soon(): void {
    if (this.#calm) return;
    this.#calm = window.setTimeout(
      () => {
        this.#calm = 0;
        void this.load();
      },
      this.verb || this.near ? CALM_WHOLE_MS : CALM_MS,
    );
  }
}

export const work = new Work();
