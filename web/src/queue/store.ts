import type { Waiting } from './types';

/** Keeps what waits in the browser, photos and all. Where the browser forbids it, it lives as long as the page. */
export class Store {
  #memory = new Map<string, Waiting>();
  #base: Promise<IDBDatabase | null> | undefined;

  async all(): Promise<Waiting[]> {
    const base = await this.#open();
    const list = base
      ? await asked(base.transaction('waiting').objectStore('waiting').getAll() as IDBRequest<Waiting[]>)
      : [...this.#memory.values()];
    return list.toSorted((a, b) => a.at - b.at);
  }

  async put(it: Waiting): Promise<void> {
    const base = await this.#open();
    if (!base) this.#memory.set(it.key, it);
    else await asked(base.transaction('waiting', 'readwrite').objectStore('waiting').put(it));
  }

  async remove(key: string): Promise<void> {
    const base = await this.#open();
    if (!base) this.#memory.delete(key);
    else await asked(base.transaction('waiting', 'readwrite').objectStore('waiting').delete(key));
  }

  #open(): Promise<IDBDatabase | null> {
    this.#base ??= new Promise((done) => {
      try {
        const wish = indexedDB.open('wangge', 1);
        wish.onupgradeneeded = () => wish.result.createObjectStore('waiting', { keyPath: 'key' });
        wish.onsuccess = () => done(wish.result);
        wish.onerror = () => done(null);
      } catch {
        done(null);
      }
    });
    return this.#base;
  }
}

function asked<T>(wish: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    wish.onsuccess = () => done(wish.result);
    wish.onerror = () => fail(wish.error);
  });
}
