import { grids } from '../grids/grids.svelte';
import { media } from '../ui/media.svelte';
import { panel } from '../ui/panel.svelte';
import { person } from './person.svelte';

/** Shows what somebody answers for, on whichever face the page shows. */
export function openPerson(code: string): void {
  if (!grids.open) panel.person();
  else if (media.phone) {
    grids.detail = true;
    if (panel.sheet === 'peek') panel.sheet = 'half';
  }
  void person.look(code);
}
