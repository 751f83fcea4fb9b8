import { i18n } from '../i18n/index.svelte';
import { type Filter, isEverything, toQuery } from './filter';
import { filterFromUrl, toUrl, type View, viewFromUrl } from './url';

/** A span that ends now moves on this often; more often would load every tile anew for nothing. */
const STEP_MS = 5 * 60_000;

/** The filter and the map's position, both kept in the address. */
class FilterState {
  value = $state.raw<Filter>(filterFromUrl(location.search));
  #view: View | null = viewFromUrl(location.search);
  readonly firstView = this.#view;

  /** The moment that "7 days" counts back from. */
  now = $derived(Math.floor(i18n.now / STEP_MS) * STEP_MS);
  query = $derived(toQuery(this.value, this.now).toString());
  everything = $derived(isEverything(this.value));

  constructor() {
    addEventListener('popstate', () => {
      this.value = filterFromUrl(location.search);
    });
  }

  set(change: Partial<Filter>): void {
    this.value = { ...this.value, ...change };
    this.#write();
  }

  look(view: View): void {
    this.#view = view;
    this.#write();
  }

  #write(): void {
    const search = toUrl(location.search, this.value, this.#view);
    history.replaceState(null, '', location.pathname + search);
  }
}

export const filter = new FilterState();
