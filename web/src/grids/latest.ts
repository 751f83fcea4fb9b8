/**
 * Runs a task at most every `gap` milliseconds, one at a time, always for the newest wish. A run that takes longer
 * than `patience` is called off for a newer wish, so that a slow answer neither starves the picture nor holds it up.
 */
export class Latest<T> {
  #wish: { value: T } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = -Infinity;
  #running: AbortController | null = null;

  constructor(
    private readonly run: (value: T, signal: AbortSignal) => Promise<void>,
    private readonly gap = 120,
    private readonly patience = 800,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Wishes for a run; `soon` neither waits for the gap nor for what runs. */
  ask(value: T, soon = false): void {
    this.#wish = { value };
    if (soon) this.#halt();
    this.#plan();
  }

  /** Forgets the wish and calls off what runs. */
  stop(): void {
    this.#wish = null;
    this.#halt();
  }

  #halt(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running?.abort();
    this.#running = null;
    this.#last = -Infinity;
  }

  #plan(): void {
    if (this.#timer !== undefined || !this.#wish) return;
    const wait = this.#last + (this.#running ? this.patience : this.gap) - this.now();
    this.#timer = setTimeout(() => this.#go(), Math.max(0, wait));
  }

  async #go(): Promise<void> {
    this.#timer = undefined;
    const wish = this.#wish;
    if (!wish) return;
    this.#wish = null;
    this.#last = this.now();
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    await this.run(wish.value, running.signal);
    if (this.#running !== running) return;
    this.#running = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#plan();
  }
}
