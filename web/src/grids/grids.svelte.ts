import { media } from '../ui/media.svelte';
import { panel } from '../ui/panel.svelte';
import { type GridsTab, gridsFromUrl, gridsToUrl } from './url';

/** Whether the page shows the grids instead of the situation, and which of their lists; kept in the address. */
class GridsFace {
  #first = gridsFromUrl(location.search);
  open = $state(this.#first.open);
  tab = $state<GridsTab>(this.#first.tab);
  /** On the phone: whether the sheet shows the card instead of a list. */
  detail = $state(false);

  constructor() {
    addEventListener('popstate', () => {
      const { open, tab } = gridsFromUrl(location.search);
      this.open = open;
      this.tab = tab;
    });
  }

  show(open: boolean): void {
    if (open === this.open) return;
    this.open = open;
    // The other face is a place to come back from.
    history.pushState(null, '', location.pathname + gridsToUrl(location.search, this));
  }

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
    this.tab = tab;
    this.detail = false;
    history.replaceState(null, '', location.pathname + gridsToUrl(location.search, this));
  }
}

export const grids = new GridsFace();
