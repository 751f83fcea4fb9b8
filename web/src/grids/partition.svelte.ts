import { asRequestError, type RequestError } from '../api/problem';
import { gridsApi } from './api';
import { byCommunity } from './balance';
import type { Cell, DutyGrid, DutyGrids, Edge, Holder, Version } from './types';

type Cells = ReadonlyMap<string, Cell>;

/** What holds now: versions, cells, duty grids and who can hold them. */
class PartitionState {
  versions = $state.raw<readonly Version[]>([]);
  current = $state<number | null>(null);
  duty = $state.raw<DutyGrids | null>(null);
  cells = $state.raw<Cells>(new Map());
  edges = $state.raw<readonly Edge[]>([]);
  members = $state.raw<readonly Holder[]>([]);
  loading = $state(false);
  error = $state.raw<RequestError | null>(null);
  communities = $derived(byCommunity(this.duty?.grids ?? []));
  #gridOf = $derived(new Map(this.duty?.grids.flatMap((grid) => grid.cells.map((it) => [it, grid])) ?? []));
  #round = 0;
  /** Versions never change, so what was loaded of them stays true. */
  #known = new Map<number, Promise<Cells>>();
  #edgesOf = 0;

  gridOf(cell: string): DutyGrid | undefined {
    return this.#gridOf.get(cell);
  }

  version(number: number | null): Version | undefined {
    return this.versions.find((it) => it.number === number);
  }

  /** Loads everything anew; of two rounds under way the later one counts. */
  async load(): Promise<void> {
    const round = ++this.#round;
    this.loading = true;
    this.error = null;
    let list: readonly Version[] | null = null;
    try {
      const { current, versions } = await gridsApi.versions();
      list = versions;
      const [duty, cells, members] = await Promise.all([
        gridsApi.dutyGrids(),
        this.cellsOf(current),
        gridsApi.persons('grid_member'),
      ]);
      if (round !== this.#round) return;
      this.versions = versions;
      this.current = current;
      this.duty = duty;
      this.cells = cells;
      this.members = members;
      if (this.#edgesOf) void this.loadEdges();
    } catch (thrown) {
      if (round !== this.#round) return;
      this.error = asRequestError(thrown);
      // Without its ground the list of versions still leads back.
      if (list) this.versions = list;
    } finally {
      if (round === this.#round) this.loading = false;
    }
  }

  /** Somebody else looks on, who may not see what this one saw. */
  forget(): void {
    this.#round++;
    this.#known.clear();
    this.#edgesOf = 0;
    this.versions = [];
    this.current = null;
    this.duty = null;
    this.cells = new Map();
    this.edges = [];
    this.members = [];
    this.loading = false;
    this.error = null;
  }

  cellsOf(number: number): Promise<Cells> {
    const known = this.#known.get(number);
    if (known) return known;
    const asked = gridsApi
      .cells(number)
      .then(({ features }) => new Map(features.map((it) => [it.properties.code, it])));
    this.#known.set(number, asked);
    asked.catch(() => this.#known.delete(number));
    return asked;
  }

  /** The edge table is large and only cards need it: it is loaded with the first of them. */
  async loadEdges(): Promise<void> {
    const { current } = this;
    if (!current || this.#edgesOf === current) return;
    this.#edgesOf = current;
    try {
      const { features } = await gridsApi.edges(current);
      if (this.current === current) this.edges = features;
    } catch {
      // A card without its roads is still a card; the next one tries again.
      this.#edgesOf = 0;
    }
  }
}

export const partition = new PartitionState();
