import { untrack } from 'svelte';
import { account } from '../account/account.svelte';
import { api } from '../api/client';
import { feed } from '../feed/feed.svelte';
import { panel } from '../ui/panel.svelte';
import { deliver } from './deliver';
import { Store } from './store';
import type { Waiting } from './types';

/** What could not be sent is tried again after half a minute, or when the server asks for. */
const LATER_MS = 30_000;

/** Reports and deeds that wait for the network. */
class Queue {
  items = $state.raw<readonly Waiting[]>([]);
  /** The key of what is being sent. */
  sending = $state<string | null>(null);
  #store = new Store();
  #busy = false;
  #timer = 0;

  start(): void {
    void this.#load().then(() => this.flush());
    addEventListener('online', () => void this.flush());
    $effect.root(() => {
      $effect(() => {
        // The stream comes back when the server does, and somebody who signs in may send what is theirs.
        if (feed.state.connection === 'live' && account.me) untrack(() => void this.flush());
      });
    });
  }

  of(id: string): readonly Waiting[] {
    return this.items.filter((it) => it.what.kind === 'deed' && it.what.id === id);
  }

  mine(it: Waiting): boolean {
    return it.by === (account.who?.id ?? null);
  }

  async add(it: Waiting): Promise<void> {
    await this.#store.put(it);
    await this.#load();
  }

  async drop(key: string): Promise<void> {
    await this.#store.remove(key);
    await this.#load();
  }

  /** Tries again what was refused, because the case may have moved on. */
  async retry(it: Waiting): Promise<void> {
    await this.#store.put({ ...it, refused: null });
    await this.#load();
    await this.flush();
  }

  /** Sends everything that can be sent, one after the other in the order it was written. */
  async flush(): Promise<void> {
    if (this.#busy || !navigator.onLine) return;
    this.#busy = true;
    try {
      for (const it of this.items.filter((it) => !it.refused && this.mine(it))) {
        this.sending = it.key;
        const outcome = await deliver(it, api, (changed) => this.#store.put(changed));
        if (outcome.kind === 'later') {
          this.#later(outcome.after);
          break;
        }
        if (outcome.kind === 'refused') {
          const { zh, en } = outcome;
          const [kept] = (await this.#store.all()).filter((other) => other.key === it.key);
          await this.#store.put({ ...(kept ?? it), refused: { zh, en } });
        } else {
          await this.#store.remove(it.key);
          if (it.what.kind === 'report') feed.add(outcome.incident);
          else feed.change(outcome.incident);
          if (panel.shows(outcome.incident.id)) panel.refresh();
        }
      }
    } finally {
      this.#busy = false;
      this.sending = null;
      await this.#load();
    }
  }

  /** Tries again after a while: a server that is too busy or too full tells nobody when that has passed. */
  #later(seconds: number | null): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.flush(), Math.max(LATER_MS, (seconds ?? 0) * 1_000));
  }

  async #load(): Promise<void> {
    this.items = await this.#store.all();
  }
}

export const queue = new Queue();
