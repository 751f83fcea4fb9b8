import { asRequestError, type RequestError } from '../api/problem';
import { i18n, t } from '../i18n/index.svelte';
import { gridsApi } from './api';
import {
  blamed,
  editOf,
  flat,
  type Staged,
  staged,
  stagedDuty,
  stagedPlan,
  type Tool,
  unsound,
  withPreview,
} from './edits';
import { Latest } from './latest';
import { partition } from './partition.svelte';
import type { Cell, Edit, NewPerson, Plan, Preview } from './types';

interface Wish {
  base: number;
  list: readonly Staged[];
  edit: Edit | null;
}

/** More cells than this that change hands are shown as whole duty grids. */
const SINGLE_CELLS = 24;

/** A refusal, and which of the staged it is about; `staged.length` means the tool in the hand. */
interface Fault {
  at: number;
  text: string;
}

/** Edits being made: the tool in the hand, those that wait, and what the server says they would do. */
class Draft {
  tool = $state.raw<Tool | null>(null);
  staged = $state.raw<readonly Staged[]>([]);
  /** With the tool's own edit. */
  preview = $state.raw<Preview | null>(null);
  /** Without it: the ground that the tool works on. */
  #settled = $state.raw<Preview | null>(null);
  fault = $state.raw<Fault | null>(null);
  /** Someone else was first: what the page did about it. */
  conflict = $state('');
  asking = $state(false);
  accepting = $state(false);
  accepted = $state<number | null>(null);
  note = $state('');
  pins = $state.raw<readonly string[]>([]);

  /** The cells as they are with everything that waits. */
  cells: ReadonlyMap<string, Cell> = $derived(withPreview(partition.cells, this.#settled));
  /** Why the tool's edit cannot be right yet. */
  #edit = $derived(editOf(this.tool));
  unsound = $derived(unsound(this.#edit, this.cells));
  /** The cells as they would be with the tool's edit too. */
  after: ReadonlyMap<string, Cell> = $derived(withPreview(partition.cells, this.preview));
  edit = $derived(this.unsound ? null : this.#edit);
  /** So many cells change hands that the map shows the duty grids to come rather than each of the cells. */
  sweeping = $derived(
    (this.preview?.cells.features.filter((it) => it.properties.state === 'assigned').length ?? 0) >
      SINGLE_CELLS,
  );
  toolFault = $derived(this.fault && this.fault.at >= this.staged.length ? this.fault.text : '');
  ready = $derived(this.staged.length > 0 && !this.fault && !this.tool && !this.asking);

  /** Persons who wait to be added: later edits can name them. */
  persons = $derived(
    this.staged.flatMap((it) => it.edits.flatMap((edit) => (edit.op === 'add_persons' ? edit.persons : []))),
  );

  #id = 0;
  #finish = false;
  #latest = new Latest<Wish>((wish, signal) => this.#ask(wish, signal));

  take(tool: Tool): void {
    this.tool = tool;
    this.accepted = null;
    this.#finish = false;
    this.#refresh();
  }

  /** The tool goes on: a point more, a vertex moved, a cell added. */
  change(tool: Tool): void {
    this.tool = tool;
    this.#refresh();
  }

  cancel(): void {
    this.tool = null;
    this.#finish = false;
    this.preview = this.#settled;
    this.fault = null;
    this.#latest.stop();
    this.asking = false;
    if (this.staged.length) this.#refresh(true);
  }

  /** The edit is whole: once the server agrees it waits with the others. */
  finish(): void {
    const { tool } = this;
    if (tool?.kind === 'split' && tool.next) this.tool = { ...tool, next: null };
    if (!this.edit) return;
    this.#finish = true;
    this.#refresh(true);
  }

  /** Shows what a plan would come to before it waits with the others. */
  show(preview: Preview | null): void {
    this.tool = null;
    this.#latest.stop();
    this.asking = false;
    this.fault = null;
    this.preview = preview;
  }

  addPlan(plan: Plan): void {
    this.tool = null;
    this.#set([...this.staged, stagedPlan(++this.#id, plan)]);
  }

  /** Puts an edit among those that wait without a tool. */
  add(item: Staged['edits'][number], person: Staged['person']): void {
    this.#set([...this.staged, staged(++this.#id, item, person)]);
  }

  /** Puts a duty that is added, ended or changed among those that wait. */
  addDuty(edits: readonly Edit[], label: string): void {
    this.tool = null;
    this.#set([...this.staged, stagedDuty(++this.#id, edits, label)]);
  }

  /** Puts somebody new among those that wait; the tool in the hand stays there. */
  addPerson(person: NewPerson): void {
    const edit: Edit = { op: 'add_persons', persons: [person] };
    this.#set([
      ...this.staged,
      { ...staged(++this.#id, edit, null), label: `${person.name} ${person.code}` },
    ]);
  }

  remove(id: number): void {
    this.#set(this.staged.filter((it) => it.id !== id));
  }

  clear(): void {
    this.tool = null;
    this.#set([]);
  }

  pin(cell: string): void {
    const { pins } = this;
    this.pins = pins.includes(cell) ? pins.filter((it) => it !== cell) : [...pins, cell];
  }

  async accept(): Promise<void> {
    const base = partition.current;
    if (!base || this.accepting || !this.staged.length) return;
    this.accepting = true;
    const planned = this.staged.every((it) => it.kind === 'plan');
    this.conflict = '';
    try {
      const { number } = await gridsApi.accept(base, flat(this.staged), this.note.trim(), planned);
      this.note = '';
      this.#set([]);
      this.accepted = number;
      await partition.load();
    } catch (thrown) {
      await this.#refused(asRequestError(thrown));
    } finally {
      this.accepting = false;
    }
  }

  /** Another version holds now: what waits is kept and looked at again on the new ground. */
  async rebase(): Promise<void> {
    const before = partition.current;
    await partition.load();
    const now = partition.current;
    this.pins = this.pins.filter((it) => partition.cells.has(it));
    if (now === before || !now) return;
    if (this.tool && this.tool.kind !== 'pin') {
      this.tool = null;
      this.conflict = t('grids.conflict_tool', { n: now });
    }
    if (this.staged.length) {
      this.conflict = t('grids.conflict', { n: now, edits: this.staged.length });
      this.#refresh(true);
    } else {
      this.preview = null;
      this.#settled = null;
    }
  }

  #set(list: readonly Staged[]): void {
    this.staged = list;
    this.accepted = null;
    this.#settled = list.length ? this.#settled : null;
    this.#refresh(true);
  }

  #refresh(soon = false): void {
    const base = partition.current;
    this.fault = null;
    if (!base || (!this.edit && (this.tool || !this.staged.length))) {
      this.preview = this.staged.length ? this.#settled : null;
      this.asking = false;
      this.#latest.stop();
      return;
    }
    this.asking = true;
    this.#latest.ask({ base, list: this.staged, edit: this.edit }, soon);
  }

  async #ask({ base, list, edit }: Wish, signal: AbortSignal): Promise<void> {
    const edits = edit ? [...flat(list), edit] : flat(list);
    try {
      const preview = await gridsApi.preview(base, edits, signal);
      if (signal.aborted) return;
      this.preview = preview;
      this.fault = null;
      if (!edit) this.#settled = preview;
      else if (this.#finish) this.#stage(edit, preview);
    } catch (thrown) {
      if (signal.aborted) return;
      await this.#refused(asRequestError(thrown));
    }
    this.asking = false;
  }

  #stage(edit: Edit, preview: Preview): void {
    const person = this.tool?.kind === 'assign' ? (this.tool.person ?? null) : null;
    this.staged = [...this.staged, staged(++this.#id, edit, person)];
    this.#settled = preview;
    this.#finish = false;
    this.tool = null;
  }

  async #refused(error: RequestError): Promise<void> {
    this.#finish = false;
    if (error.status === 409) {
      const before = partition.current;
      await this.rebase();
      if (partition.current !== before) return;
    }
    const field = error.fields[0];
    const text = field ? i18n.pick(field) : error.status ? error.text(i18n.lang) : t('state.unreachable');
    this.fault = { at: blamed(this.staged, field?.field), text: text || `HTTP ${error.status}` };
    // The picture of an edit that is refused would be a lie.
    this.preview = this.#settled;
  }
}

export const draft = new Draft();
