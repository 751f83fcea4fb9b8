/** What kind of screen this is; the same limits stand in the style sheets. */
class Media {
  phone = $state(false);
  narrow = $state(false);
  calm = $state(false);

  constructor() {
    this.#watch('(max-width: 960px)', (it) => {
      this.phone = it;
    });
    this.#watch('(max-width: 1200px)', (it) => {
      this.narrow = it;
    });
    this.#watch('(prefers-reduced-motion: reduce)', (it) => {
      this.calm = it;
    });
  }

  #watch(query: string, tell: (matches: boolean) => void): void {
    const list = matchMedia(query);
    tell(list.matches);
    list.addEventListener('change', (event) => tell(event.matches));
  }
}

export const media = new Media();
