import type { LonLat } from '../api/types';
import { apart } from '../ui/place';
import type { Task } from './types';

/** The nearest first; of those at one place the one due first stays first. */
export function nearest(tasks: readonly Task[], place: LonLat): Task[] {
  return tasks.toSorted((a, b) => apart(a.incident.place, place) - apart(b.incident.place, place));
}
