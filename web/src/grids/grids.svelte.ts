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

  turn(tab: GridsTab): void {
    this.tab = tab;
    this.detail = false;
    history.replaceState(null, '', location.pathname + gridsToUrl(location.search, this));
  }
}

export const grids = new GridsFace();
