import { type Key, t } from '../i18n/index.svelte';
import { draft } from './draft.svelte';
import type { Tool, ToolKind } from './edits';
import { shapeAt } from './geometry';
import { selection } from './select.svelte';
import { clicked, dragged, steppedBack } from './tools';
import type { Cell, Position } from './types';

type Cells = ReadonlyMap<string, Cell>;

/** The hand on the map: what clicks and drags do with the tool that is in it, or without one. */
class Hand {
  /** Why the last click came to nothing. */
  hint = $state<Key | null>(null);

  /** Takes a tool up, over a cell where one is chosen. */
  take(kind: ToolKind, cell: string | null): void {
    this.hint = null;
    const cells = cell ? [cell] : [];
    const tools: Record<ToolKind, Tool | null> = {
      split: cell ? { kind: 'split', cell, line: [], next: null } : null,
      merge: { kind: 'merge', cells },
      move: { kind: 'move', cells, line: [], moved: false },
      assign: { kind: 'assign', cells, person: undefined },
      // Taken up from a card, with what they are about.
      stretch: null,
      spot: null,
      pin: { kind: 'pin' },
    };
    const tool = tools[kind];
    if (!tool) return;
    draft.take(tool);
    // The keyboard goes on where the tool is used.
    if (kind !== 'assign') document.querySelector<HTMLElement>('.maplibregl-canvas')?.focus();
  }

  click(place: Position, ground: Cells): void {
    this.hint = null;
    const { tool } = draft;
    if (!tool) {
      selection.pick(shapeAt(ground.values(), place)?.properties.code ?? null);
      return;
    }
    if (tool.kind === 'pin') {
      const cell = shapeAt(ground.values(), place);
      if (cell) draft.pin(cell.properties.code);
      return;
    }
    const outcome = clicked(tool, place, ground);
    if (typeof outcome === 'string') this.hint = `grids.hint.${outcome}`;
    else if (outcome) draft.change(outcome);
  }

  hover(place: Position | null): void {
    const { tool } = draft;
    if (tool?.kind !== 'split' || !tool.line.length) return;
    draft.change({ ...tool, next: place });
  }

  drag(index: number, between: boolean, to: Position): number {
    const { tool } = draft;
    if (!tool) return index;
    const [changed, at] = dragged(tool, index, between, to);
    draft.change(changed);
    return at;
  }

  stepBack(): void {
    if (draft.tool) draft.change(steppedBack(draft.tool));
  }

  finish(): void {
    if (draft.tool?.kind === 'pin') draft.cancel();
    else draft.finish();
  }
}

export const hand = new Hand();

export const hintText = (key: Key | null): string => (key ? t(key) : '');
