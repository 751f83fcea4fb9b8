import { account } from '../account/account.svelte';
import { api } from '../api/client';
import type { Incident } from '../incident/types';
import { waitOf } from './backoff';
import { type Action, EMPTY, type Feed, reduce } from './reducer';

type Listener = (incident: Incident) => void;
type PartitionListener = (version: number) => void;
type PeopleListener = () => void;

/** The live feed: an event stream that mends itself. */
class LiveFeed {
  state = $state.raw<Feed>(EMPTY);
  loading = $state(true);
  failed = $state(false);
  /** When it is tried next, in milliseconds since 1970; `null` while it is tried, and without a network. */
  next = $state<number | null>(null);
  /** How many tries in a row have failed. */
  tries = $state(0);
  #source: EventSource | null = null;
  #listeners = new Set<Listener>();
  #partition = new Set<PartitionListener>();
  #changed = new Set<Listener>();
  #people = new Set<PeopleListener>();
  #retry = 0;

  start(): void {
    addEventListener('offline', () => this.#lose());
    addEventListener('online', () => this.retry());
  }

  /** Begins anew, because somebody else looks on. */
  reopen(): void {
    this.#do({ type: 'forget' });
    this.retry();
    void this.load();
  }

  /** Tries at once, however long the next try was put off. */
  retry(): void {
    this.#open();
  }

  /** Loads the newest incidents, whatever the filter says. */
  async load(): Promise<void> {
    if (!account.may('see_incidents')) {
      this.loading = false;
      return;
    }
    try {
      const page = await api.incidents(new URLSearchParams(), 20, null);
      this.#do({ type: 'loaded', items: page.items });
      this.failed = false;
    } catch {
      this.failed = true;
    } finally {
      this.loading = false;
    }
  }

  /** Takes in an incident from the stream or from this page's own report. */
  add(incident: Incident): void {
    const known = this.state.items.some((it) => it.id === incident.id);
    this.#do({ type: 'incident', incident });
    if (!known) for (const listener of this.#listeners) listener(incident);
  }

  /** Takes in how an incident stands now, from the stream or from this page's own deed. */
  change(incident: Incident): void {
    this.#do({ type: 'changed', incident });
    for (const listener of this.#changed) listener(incident);
  }

  /** Tells of every incident whose case went on. */
  onChange(listener: Listener): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  onIncident(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells of every new version of the partition. */
  onPartition(listener: PartitionListener): () => void {
    this.#partition.add(listener);
    return () => this.#partition.delete(listener);
  }

  /** Tells of every leave and ruling, and of every moment at which others answer: open incidents have followed. */
  onPeople(listener: PeopleListener): () => void {
    this.#people.add(listener);
    return () => this.#people.delete(listener);
  }

  #do(action: Action): void {
    this.state = reduce(this.state, action);
  }

  #open(): void {
    this.#close();
    const source = new EventSource('/api/v1/feed');
    this.#source = source;
    source.addEventListener('hello', () => {
      this.tries = 0;
      this.#do({ type: 'hello' });
    });
    source.addEventListener('incident', (event) => {
      try {
        this.add(JSON.parse(event.data) as Incident);
      } catch {
        this.#do({ type: 'resync' });
      }
    });
    source.addEventListener('changed', (event) => {
      try {
        this.change(JSON.parse(event.data) as Incident);
      } catch {
        this.#do({ type: 'resync' });
      }
    });
    source.addEventListener('partition', (event) => {
      try {
        const { number } = JSON.parse(event.data) as { number: number };
        for (const listener of this.#partition) listener(number);
      } catch {
        this.#do({ type: 'resync' });
      }
    });
    source.addEventListener('people', () => {
      for (const listener of this.#people) listener();
    });
    source.addEventListener('resync', () => this.#do({ type: 'resync' }));
    source.onerror = () => this.#lose();
  }

  #close(): void {
    clearTimeout(this.#retry);
    this.next = null;
    this.#source?.close();
    this.#source = null;
  }

  /** The stream broke, or was not to be had: it is tried again later and later, so that many pages do not storm one server. */
  #lose(): void {
    this.#close();
    this.#do({ type: navigator.onLine ? 'lost' : 'offline' });
    // The browser tells when there is a network again.
    if (!navigator.onLine) return;
    const wait = waitOf(this.tries, Math.random());
    this.tries += 1;
    this.next = Date.now() + wait;
    this.#retry = window.setTimeout(() => this.#open(), wait);
  }
}

export const feed = new LiveFeed();
