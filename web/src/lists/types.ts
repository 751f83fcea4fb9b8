import type { Bilingual } from '../api/types';

/** A filter as the lists of the server take it: names and values (`server/wire/filter`). */
export type ListFilter = Readonly<Record<string, unknown>>;

export type ListName = 'incidents' | 'work';

/** A filter with a name. */
export interface SavedView {
  id: string;
  name: string;
  list: ListName;
  filter: ListFilter;
  /** `null` for the list's own order. */
  sort: string | null;
  /** `district`, a role, or `null` where it is its owner's alone. */
  shared: string | null;
  own: boolean;
  owner: string | null;
  may_change: boolean;
  /** How many it means now, where that was asked for. */
  count: number | null;
  /** Why it cannot be read any more. */
  problem: { detail: string; detail_zh: string } | null;
}

/** The longest name, in characters (`model::SavedView`). */
export const NAME_MAX = 40;

export interface NewView {
  name: string;
  list: ListName;
  filter: ListFilter;
  sort?: string;
  shared?: string;
}

/** What changes of a view; `shared` is `null` for one's own eyes. */
export interface ViewChange {
  name: string;
  shared?: string | null;
}

/** Why something was refused, in both languages. */
export const wordsOf = (it: { detail: string; detail_zh: string }): Bilingual => ({
  zh: it.detail_zh,
  en: it.detail,
});

/** The orders of a list; the first is its own. */
export const SORTS = {
  incidents: ['-reported_at', 'reported_at', 'due_at', 'category', 'stage', '-reporters'],
  work: ['due_at', '-reported_at', 'reported_at', 'category', 'stage', '-reporters'],
} as const satisfies Record<ListName, readonly string[]>;
export type Sort = (typeof SORTS)[ListName][number];

export const asSort = (list: ListName, sort: string | null): Sort =>
  SORTS[list].find((it) => it === sort) ?? SORTS[list][0];
