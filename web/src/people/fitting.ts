import type { Holder } from '../grids/types';

/** Those whose name, number or post contains the text. */
export function fitting(people: readonly Holder[], text: string): Holder[] {
  const wish = text.trim().toLowerCase();
  const fits = (it: Holder) => [it.name, it.code, it.post].some((word) => word.toLowerCase().includes(wish));
  return people.filter((it) => !wish || fits(it));
}
