import { grids } from '../grids/grids.svelte';
import { panel } from '../ui/panel.svelte';
import { person } from './person.svelte';

/** Shows what somebody answers for, on whichever face the page shows. */
export function openPerson(code: string): void {
  if (!grids.open) panel.person();
  else grids.card();
  void person.look(code);
}
