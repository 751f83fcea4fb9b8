import type { Deed } from '../incident/types';
import type { Task } from './types';

/** What can be done to some of these cases, with how many each; the commonest first. */
export function verbsOf(tasks: readonly Task[]): (Deed & { count: number })[] {
  const found = new Map<string, Deed & { count: number }>();
  for (const deed of tasks.flatMap((it) => it.legal)) {
    found.set(deed.verb, { ...deed, count: (found.get(deed.verb)?.count ?? 0) + 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}
