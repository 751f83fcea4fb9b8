import { untrack } from 'svelte';
import { account } from '../account/account.svelte';
import { api, post } from '../api/client';
import { asRequestError, type RequestError } from '../api/problem';
import { feed } from '../feed/feed.svelte';
import { matches, openOnly, toQuery } from '../filter/filter';
import { filter } from '../filter/filter.svelte';
import { fromView } from '../lists/convert';
import { type SavedView, SORTS, type Sort } from '../lists/types';
import type { Incident, IncidentPage } from './types';

const PAGE = 50;
/** More rows than this are not kept on the page by new ones coming in. */
const MOST = 500;
/** New incidents come in bursts; the counts are asked for at most this often. */
const CALM_MS = 1_000;

/** The list under the filter and the two counts. */
class Incidents {
  items = $state.raw<readonly Incident[]>([]);
  total = $state<number | null>(null);
  open = $state<number | null>(null);
  loading = $state(true);
  more = $state(false);
  error = $state.raw<RequestError | null>(null);
  sort = $state<Sort>(SORTS.incidents[0]);
  /** The saved view that the list shows: what of it the page's filter cannot say narrows the list alone. */
  view = $state.raw<SavedView | null>(null);
  #rest = $derived(this.view ? fromView(this.view.filter).rest : {});
  #next = $state<string | null>(null);
  #round: AbortController | null = null;
  #calm = 0;

  get hasMore(): boolean {
    return this.#next !== null;
  }

  start(): void {
    $effect.root(() => {
      $effect(() => {
        filter.query;
        feed.state.resyncs;
        if (account.me)
          untrack(() => {
            if (!account.who) this.view = null;
            void this.load();
          });
      });
    });
    feed.onIncident((incident) => {
      const fits = matches(filter.value, incident, filter.now);
      // In another order nobody knows where it belongs until the list is asked for again.
      const first = this.sort === SORTS.incidents[0] && !this.view;
      if (fits && first && !this.items.some((it) => it.id === incident.id)) {
        this.items = [incident, ...this.items];
        // A page that stays open for days must not grow for days.
        if (this.items.length > MOST) void this.load();
      }
      if (fits) this.#recount();
    });
    feed.onChange((incident) => {
      if (!this.items.some((it) => it.id === incident.id)) return;
      // It stays where it was read even where the filter would not take it any more; the counts say so.
      this.items = this.items.map((it) => (it.id === incident.id ? incident : it));
      this.#recount();
    });
  }

  /** Loads the first page under the present filter. */
  async load(): Promise<void> {
    this.#round?.abort();
    const round = new AbortController();
    this.#round = round;
    this.error = null;
    if (!account.may('see_incidents')) {
      this.items = [];
      this.total = null;
      this.open = null;
      this.#next = null;
      this.loading = false;
      return;
    }
    this.loading = true;
    try {
      const [page, open] = await Promise.all([
        this.#page(new URLSearchParams(filter.query), PAGE, null, round.signal),
        this.#countOpen(round.signal),
      ]);
      this.items = page.items;
      this.total = page.total;
      this.open = open;
      this.#next = page.next;
    } catch (thrown) {
      if (round.signal.aborted) return;
      this.error = asRequestError(thrown);
    }
    if (!round.signal.aborted) this.loading = false;
  }

  async loadMore(): Promise<void> {
    const round = this.#round;
    if (!this.#next || this.more || !round) return;
    this.more = true;
    try {
      const page = await this.#page(new URLSearchParams(filter.query), PAGE, this.#next, round.signal);
      const known = new Set(this.items.map((it) => it.id));
      this.items = [...this.items, ...page.items.filter((it) => !known.has(it.id))];
      this.#next = page.next;
    } catch (thrown) {
      if (!round.signal.aborted) this.error = asRequestError(thrown);
    }
    this.more = false;
  }

  order(sort: Sort): void {
    this.sort = sort;
    void this.load();
  }

  /** Shows a saved view; `null` goes back to the page's filter alone. */
  show(view: SavedView | null): void {
    const had = Object.keys(this.#rest).length > 0;
    this.view = view;
    const before = filter.query;
    if (view) filter.set(fromView(view.filter).filter);
    // The list follows the filter by itself.
    if (filter.query === before || had) void this.load();
  }

  #page(
    query: URLSearchParams,
    limit: number,
    after: string | null,
    signal: AbortSignal,
  ): Promise<IncidentPage> {
    const { sort } = this;
    if (!Object.keys(this.#rest).length) {
      query.set('sort', sort);
      return api.incidents(query, limit, after, signal);
    }
    const wanted = { ...Object.fromEntries(query), ...this.#rest };
    return post(
      '/api/v1/incidents/search',
      { filter: wanted, sort, limit, ...(after ? { after } : {}) },
      signal,
    );
  }

  async #countOpen(signal: AbortSignal): Promise<number> {
    const narrowed = openOnly(filter.value);
    if (!narrowed) return 0;
    return (await this.#page(toQuery(narrowed, filter.now), 1, null, signal)).total;
  }

  #recount(): void {
    if (this.#calm) return;
    this.#calm = window.setTimeout(async () => {
      this.#calm = 0;
      const round = this.#round;
      if (!round || round.signal.aborted) return;
      try {
        const [page, open] = await Promise.all([
          this.#page(new URLSearchParams(filter.query), 1, null, round.signal),
          this.#countOpen(round.signal),
        ]);
        this.total = page.total;
        this.open = open;
      } catch {
        // The old counts stay until the next one comes.
      }
    }, CALM_MS);
  }
}

export const incidents = new Incidents();
