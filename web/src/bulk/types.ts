import type { Bilingual } from '../api/types';
import type { Stage } from '../incident/types';
import type { ListFilter } from '../lists/types';

/** What many are done at once to: cases that were picked one by one, or all that a filter means. */
export type Target =
  | { kind: 'items'; items: { id: string; revision: number | null; about: Bilingual }[] }
  | { kind: 'filter'; filter: ListFilter; about: Bilingual };

export interface BulkBody {
  verb: string;
  fields: Record<string, unknown>;
  items?: { id: string; revision?: number }[];
  filter?: ListFilter;
  /** How many the dry run said that it can be done to. */
  expected?: number;
  dry_run?: boolean;
}

export interface BulkItem {
  id: string;
  status: 'can' | 'done' | 'refused';
  stage: Stage | null;
  problem: { type: string; detail: string; detail_zh: string } | null;
}

export interface BulkAnswer {
  dry_run: boolean;
  total: number;
  can: number;
  done: number;
  refused: number;
  items: BulkItem[];
}
