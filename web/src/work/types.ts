import type { Deed, Incident, Standing } from '../incident/types';

/** What waits, as the server tells it. */

/** What waits, those due first before the others. */
export interface WorkList {
  total: number;
  overdue: number;
  due_soon: number;
  verbs: (Deed & { count: number })[];
  items: Task[];
  /** What `after` of the next page is; `null` on the last. */
  next: string | null;
}

export interface Task {
  incident: Incident;
  standing: Standing;
  due_at: string | null;
  legal: Deed[];
}
