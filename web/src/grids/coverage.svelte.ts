import { asRequestError, type RequestError } from '../api/problem';
import { gridsApi } from './api';
import { type Coverage, type CoverHours, type FaultShapes, HOURS, type Only, type View } from './coverage';

/** What has one primary owner, and what has none or several; with its picture. */
class CoverageState {
  value = $state.raw<Coverage | null>(null);
  shapes = $state.raw<FaultShapes | null>(null);
  error = $state.raw<RequestError | null>(null);
  hours = $state<CoverHours>(HOURS[0]);
  only = $state<Only>('all');
  view = $state<View>('duty');
  #asked: AbortController | null = null;

  async load(): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.error = null;
    try {
      const [value, shapes] = await Promise.all([
        gridsApi.coverage(this.hours, asked.signal),
        gridsApi.coverageShapes(this.hours, asked.signal),
      ]);
      if (!asked.signal.aborted) [this.value, this.shapes] = [value, shapes];
    } catch (thrown) {
      if (!asked.signal.aborted) this.error = asRequestError(thrown);
    }
  }

  /** Takes the picture off the map. */
  close(): void {
    this.#asked?.abort();
    this.shapes = null;
  }
}

export const coverage = new CoverageState();
