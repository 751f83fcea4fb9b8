import type { TabOf } from '../ui/face';
import { face } from '../ui/face.svelte';
import { media } from '../ui/media.svelte';
import { panel } from '../ui/panel.svelte';

export type GridsTab = TabOf<'grids'>;

/** The face of the grids: whether the page shows it, and which of its lists. */
class GridsFace {
  open = $derived(face.shown === 'grids');
  tab = $derived(face.tabs.grids as GridsTab);
  /** On the phone: whether the sheet shows the card instead of a list. */
  detail = $state(false);

  /** On the phone: brings the card of what was chosen before the list. */
  card(): void {
    if (!media.phone) return;
    this.detail = true;
    if (panel.sheet === 'peek') panel.sheet = 'half';
  }

  /** On the phone: makes room for what is drawn on the map. */
  work(): void {
    if (media.phone && panel.sheet === 'full') panel.sheet = 'half';
  }

  turn(tab: GridsTab): void {
    this.detail = false;
    face.turn('grids', tab);
  }
}

export const grids = new GridsFace();
