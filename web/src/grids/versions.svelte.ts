import { asRequestError, type RequestError } from '../api/problem';
import { gridsApi } from './api';
import { draft } from './draft.svelte';
import { compare, type Difference } from './edits';
import { partition } from './partition.svelte';
import { selection } from './select.svelte';
import type { Cell, Preview, Quality, Version } from './types';

type Cells = ReadonlyMap<string, Cell>;

/** A version looked at, and the taking back of the last one. */
class Versions {
  shown = $state<number | null>(null);
  cells = $state.raw<Cells>(new Map());
  quality = $state.raw<Quality | null>(null);
  comparing = $state(false);
  loading = $state(false);
  error = $state.raw<RequestError | null>(null);
  /** The version about to be taken back. */
  undoing = $state.raw<Version | null>(null);
  /** What taking it back would change. */
  preview = $state.raw<Preview | null>(null);
  working = $state(false);
  difference = $derived<Difference | null>(
    (this.comparing || this.undoing) && this.cells.size ? compare(this.cells, partition.cells) : null,
  );
  #round = 0;

  async show(number: number | null, comparing = false): Promise<void> {
    const round = ++this.#round;
    this.undoing = null;
    this.preview = null;
    this.error = null;
    this.quality = null;
    if (number === null) {
      this.shown = null;
      this.comparing = false;
      this.cells = new Map();
      return;
    }
    this.loading = true;
    selection.clear();
    if (draft.tool) draft.cancel();
    try {
      const [cells, { quality }] = await Promise.all([partition.cellsOf(number), gridsApi.version(number)]);
      if (round !== this.#round) return;
      this.cells = cells;
      this.quality = quality;
      this.shown = number;
      this.comparing = comparing;
    } catch (thrown) {
      if (round === this.#round) this.error = asRequestError(thrown);
    } finally {
      if (round === this.#round) this.loading = false;
    }
  }

  /** Shows what taking a version back would bring: the ground before it beside the ground now. */
  async consider(version: Version): Promise<void> {
    await this.show(version.number - 1, true);
    const base = partition.current;
    if (this.shown !== version.number - 1 || !base) return;
    this.undoing = version;
    try {
      const preview = await gridsApi.previewUndo(base);
      if (this.undoing === version) this.preview = preview;
    } catch (thrown) {
      if (this.undoing === version) this.error = asRequestError(thrown);
    }
  }

  async undo(note: string): Promise<number | null> {
    const base = partition.current;
    if (!base || !this.undoing || this.working) return null;
    this.working = true;
    try {
      const { number } = await gridsApi.undo(base, note);
      await this.show(null);
      await partition.load();
      return number;
    } catch (thrown) {
      this.error = asRequestError(thrown);
      if (this.error.status === 409) await partition.load();
      return null;
    } finally {
      this.working = false;
    }
  }
}

export const versions = new Versions();
