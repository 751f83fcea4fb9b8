import { fieldOf } from '../incident/deeds';
import type { Deed } from '../incident/types';
import type { BulkBody, BulkItem, Target } from './types';

/** What wants a look at each case by itself: photos, another case, what was found there. */
const SINGLE = new Set(['merge', 'verify']);

/** Whether something can be done to many cases with one form. */
export const forMany = (deed: Deed): boolean =>
  !SINGLE.has(deed.verb) && deed.needs.every((need) => need === 'reason');

/** What a deed's form asks for besides the reason, of those that many cases can share. */
export const sharedField = (verb: string) => {
  const field = fieldOf(verb);
  return field === 'found' || field === 'into' ? null : field;
};

/** The part of a request that says which cases are meant. */
export function meant(target: Target): Pick<BulkBody, 'items' | 'filter'> {
  if (target.kind === 'filter') return { filter: target.filter };
  return { items: target.items.map(({ id, revision }) => (revision === null ? { id } : { id, revision })) };
}

/** Refusals by their reason, the commonest first. */
export function reasons(items: readonly BulkItem[]): { zh: string; en: string; count: number }[] {
  const found = new Map<string, { zh: string; en: string; count: number }>();
  for (const { status, problem } of items) {
    if (status !== 'refused') continue;
    const { detail_zh: zh = '', detail: en = '' } = problem ?? {};
    const known = found.get(zh) ?? { zh, en, count: 0 };
    found.set(zh, { ...known, count: known.count + 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}
