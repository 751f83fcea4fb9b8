import { draft } from '../grids/draft.svelte';
import type { Holder } from '../grids/types';
import { person } from './person.svelte';

/** Everybody on record, after those who wait to be added. */
class Known {
  fresh: readonly Holder[] = $derived(draft.persons.map((it) => ({ ...it, roles: [], cells: 0, roads: 0 })));
  all: readonly Holder[] = $derived([...this.fresh, ...person.everybody]);

  of(code: string): Holder | undefined {
    return this.all.find((it) => it.code === code);
  }

  name(code: string): string {
    return this.of(code)?.name ?? code;
  }
}

export const known = new Known();
