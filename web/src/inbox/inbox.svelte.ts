import { untrack } from 'svelte';
import { account } from '../account/account.svelte';
import { asRequestError, type RequestError } from '../api/problem';
import { feed } from '../feed/feed.svelte';
import { inboxApi } from './api';
import type { Message } from './types';

const PAGE = 30;
/** Changes come in bursts; the inbox is asked for again at most this often. */
const CALM_MS = 2_000;
/** What the clock tells, the feed does not. */
const ROUND_MS = 60_000;

/** What one is told. */
class Inbox {
  open = $state(false);
  unread = $state(0);
  items = $state.raw<readonly Message[] | null>(null);
  next = $state.raw<string | null>(null);
  loading = $state(false);
  error = $state.raw<RequestError | null>(null);
  /** Counts the changes of who looks on: what somebody else asked for is dropped. */
  #whose = 0;
  #calm = 0;

  start(): void {
    $effect.root(() => {
      $effect(() => {
        if (!account.me) return;
        untrack(() => {
          this.#whose += 1;
          this.open = false;
          this.unread = 0;
          this.items = null;
          this.next = null;
          void this.load();
        });
      });
      $effect(() => {
        if (feed.state.resyncs) untrack(() => void this.load());
      });
    });
    feed.onChange(() => this.#soon());
    setInterval(() => void this.load(), ROUND_MS);
  }

  show(): void {
    this.open = true;
    void this.load();
  }

  /** Asks for the newest; what was loaded further back stays where nothing new came. */
  async load(): Promise<void> {
    if (!account.who || !account.may('work')) return;
    await this.#ask(null);
  }

  async more(): Promise<void> {
    if (this.next) await this.#ask(this.next);
  }

  async readAll(): Promise<void> {
    const newest = this.items?.[0]?.id;
    if (newest !== undefined) await this.readUpto(newest);
  }

  /** Marks a message and all before it as read: the server keeps up to where somebody has read. */
  async readUpto(id: number): Promise<void> {
    try {
      await inboxApi.read(id);
      this.items = (this.items ?? []).map((it) => (it.id <= id ? { ...it, read: true } : it));
      await this.load();
    } catch (thrown) {
      this.error = asRequestError(thrown);
    }
  }

  async #ask(cursor: string | null): Promise<void> {
    const whose = this.#whose;
    this.loading = true;
    try {
      const page = await inboxApi.list(cursor, PAGE);
      if (whose !== this.#whose) return;
      this.error = null;
      this.unread = page.unread;
      const had = this.items ?? [];
      const unchanged = !cursor && had.length > page.items.length && had[0]?.id === page.items[0]?.id;
      if (unchanged) return;
      this.items = cursor ? [...had, ...page.items] : page.items;
      this.next = page.next;
    } catch (thrown) {
      if (whose === this.#whose) this.error = asRequestError(thrown);
    } finally {
      if (whose === this.#whose) this.loading = false;
    }
  }

  #soon(): void {
    if (this.#calm) return;
    this.#calm = window.setTimeout(() => {
      this.#calm = 0;
      void this.load();
    }, CALM_MS);
  }
}

export const inbox = new Inbox();
