import { asRequestError, type RequestError } from '../api/problem';
import type { Holder } from '../grids/types';
import { mapModel } from '../map/map.svelte';
import { peopleApi } from './api';
import type { NewLeave, PersonDuties } from './types';

/** Who is looked at, and everybody there is. */
class PersonState {
  /** The staff number; `null` while nobody is looked at. */
  code = $state<string | null>(null);
  value = $state.raw<PersonDuties | null>(null);
  error = $state.raw<RequestError | null>(null);
  /** The duty that is pointed at in the list. */
  lit = $state<number | null>(null);
  everybody = $state.raw<readonly Holder[]>([]);
  listError = $state.raw<RequestError | null>(null);
  #asked: AbortController | null = null;

  async look(code: string): Promise<void> {
    if (this.code !== code) this.value = null;
    this.code = code;
    this.lit = null;
    await this.load();
    if (this.code === code && this.value?.bounds) mapModel.fit(this.value.bounds);
  }

  async load(): Promise<void> {
    const { code } = this;
    if (!code) return;
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.error = null;
    try {
      const value = await peopleApi.duties(code, asked.signal);
      if (!asked.signal.aborted) this.value = value;
    } catch (thrown) {
      if (!asked.signal.aborted) this.error = asRequestError(thrown);
    }
  }

  async loadAll(): Promise<void> {
    this.listError = null;
    try {
      this.everybody = await peopleApi.all();
    } catch (thrown) {
      this.listError = asRequestError(thrown);
    }
  }

  async leave(body: NewLeave): Promise<void> {
    await peopleApi.leave(body);
    await this.load();
  }

  async endLeave(id: number): Promise<void> {
    await peopleApi.endLeave(id);
    await this.load();
  }

  close(): void {
    this.#asked?.abort();
    this.code = null;
    this.value = null;
    this.error = null;
    this.lit = null;
  }
}

export const person = new PersonState();
