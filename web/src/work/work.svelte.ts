import { untrack } from 'svelte';
import { account } from '../account/account.svelte';
import { asRequestError, type RequestError } from '../api/problem';
import { feed } from '../feed/feed.svelte';
import type { Standing } from '../incident/types';
import { type ListFilter, type SavedView, SORTS, type Sort } from '../lists/types';
import { recall, remember } from '../ui/memory';
import { whereabouts } from '../ui/whereabouts.svelte';
import { workApi } from './api';
import { nearest } from './near';
import type { Task, WorkList } from './types';

const PAGE = 50;
/** As many as are taken at once one by one (`POST /incidents/bulk`). */
const MOST_PICKED = 500;
/** What is sorted on the page itself needs all of it; the server gives no more than this at once. */
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
  sort = $state<Sort>(SORTS.work[0]);
  /** The saved view that the list shows, beside the choices above. */
  view = $state.raw<SavedView | null>(null);
  /** Whether rows are picked, and which, in the order of picking. */
  picking = $state(false);
  picked = $state.raw<ReadonlyMap<string, Task>>(new Map());
  /** The choice that the list shows. */
  #shown = '';
  #round: AbortController | null = null;
  #calm = 0;

  items = $derived.by(() => {
    const all = this.list?.items ?? [];
    return this.near && whereabouts.place ? nearest(all, whereabouts.place) : all;
  });
  /** How many the present choice has in all. */
  total = $derived(this.list?.total ?? 0);
  more = $derived(this.list?.next != null);
  /** What the list shows, as the server takes it. */
  filter: ListFilter = $derived({
    ...this.view?.filter,
    mine: this.mine,
    ...(this.standing ? { standing: this.standing } : {}),
    ...(this.verb ? { verb: this.verb } : {}),
  });

  start(): void {
    $effect.root(() => {
      $effect(() => {
        if (!account.me) return;
        untrack(() => {
          this.mine = !account.oversees;
          this.standing = null;
          this.verb = null;
          this.view = null;
          this.pickMany(false);
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
    this.list = null;
    void this.load();
  }

  pick(task: Task): void {
    const picked = new Map(this.picked);
    if (!picked.delete(task.incident.id)) picked.set(task.incident.id, task);
    this.picked = picked;
  }

  pickAll(all: boolean): void {
    this.picked = new Map(all ? this.items.slice(0, MOST_PICKED).map((it) => [it.incident.id, it]) : []);
  }

  /** Begins or ends picking. */
  pickMany(on: boolean): void {
    this.picking = on;
    this.picked = new Map();
  }

  async sortNear(near: boolean): Promise<void> {
    this.near = near;
    remember('work-near', near ? '1' : '0');
    if (near && !(await whereabouts.ask())) this.near = false;
    void this.load();
  }

  order(sort: Sort): void {
    this.sort = sort;
    this.list = null;
    void this.load();
  }

  /** Shows a saved view; `null` goes back to the list as it is. */
  show(view: SavedView | null): void {
    this.view = view;
    const { mine, standing, verb } = view?.filter ?? {};
    this.mine = typeof mine === 'boolean' ? mine : this.mine;
    this.standing = (standing as Standing | undefined) ?? null;
    this.verb = typeof verb === 'string' ? verb : null;
    this.list = null;
    void this.load();
  }

  async loadMore(): Promise<void> {
    const { list, filter, sort } = this;
    const round = this.#round;
    if (!list?.next || this.loading || !round) return;
    this.loading = true;
    try {
      const page = await workApi.list({ filter, sort, limit: PAGE, after: list.next }, round.signal);
      if (round.signal.aborted) return;
      const known = new Set(list.items.map((it) => it.incident.id));
      this.list = {
        ...page,
        items: [...list.items, ...page.items.filter((it) => !known.has(it.incident.id))],
      };
    } catch (thrown) {
      if (round.signal.aborted) return;
      this.error = asRequestError(thrown);
    }
    this.loading = false;
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
    const { filter, sort, standing, verb, near } = this;
    const choice = JSON.stringify([filter, sort]);
    // What was loaded further down stays.
    const loaded = choice === this.#shown ? (this.list?.items.length ?? 0) : 0;
    const limit = near ? WHOLE : Math.min(WHOLE, Math.max(PAGE, loaded));
    try {
      const list = await workApi.list({ filter, sort, limit }, round.signal);
      const wide: Record<string, unknown> = { ...filter };
      delete wide.standing;
      delete wide.verb;
      const all =
        standing || verb ? await workApi.list({ filter: wide, sort, limit: 1 }, round.signal) : list;
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
      this.near ? CALM_WHOLE_MS : CALM_MS,
    );
  }
}

export const work = new Work();
