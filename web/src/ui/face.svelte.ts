import { type Face, faceFromUrl, faceToUrl, TABS, type TabOf } from './face';

/** Which face the page shows, and which list of each; kept in the address. */
class FaceState {
  #first = faceFromUrl(location.search);
  shown = $state<Face>(this.#first.face);
  /** The list that each face shows, or shows when one comes back to it. */
  tabs = $state<{ [F in Face]: string }>({
    situation: '',
    grids: TABS.grids[0],
    admin: TABS.admin[0],
    [this.#first.face]: this.#first.tab,
  });

  constructor() {
    addEventListener('popstate', () => {
      const { face, tab } = faceFromUrl(location.search);
      this.tabs[face] = tab;
      this.shown = face;
    });
  }

  show(face: Face): void {
    if (face === this.shown) return;
    this.shown = face;
    // Another face is a place to come back from.
    history.pushState(null, '', this.#address());
  }

  turn<F extends Face>(face: F, tab: TabOf<F>): void {
    this.tabs[face] = tab;
    if (face === this.shown) history.replaceState(null, '', this.#address());
  }

  #address(): string {
    return location.pathname + faceToUrl(location.search, { face: this.shown, tab: this.tabs[this.shown] });
  }
}

export const face = new FaceState();
