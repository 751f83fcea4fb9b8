import type { Bilingual, Limit, LimitUnit } from '../api/types';
import type { Stage } from '../incident/types';

export const UNITS = ['work_hour', 'work_day', 'clock_hour', 'clock_day'] as const satisfies LimitUnit[];
export const OWNERS = ['grid', 'road', 'frontage', 'component'] as const;
/** What a limit that ships comes from. */
export const SOURCES = ['published', 'default'] as const;
export const PHOTOS = ['none', 'before', 'after', 'both'] as const;

/** A category as the administration edits it. */
export interface Category extends Bilingual {
  code: string;
  version: number;
  valid_from: string | null;
  limit: Limit;
  limit_source: string;
  owner: (typeof OWNERS)[number];
  on_the_spot: boolean;
  photos: (typeof PHOTOS)[number];
  stage_limits: Partial<Record<Stage, Limit>>;
  duplicate_radius_m: number;
  duplicate_hours: number;
  verge_m: number;
  /** Keys of what the ledger counts. */
  quantities: string[];
  filing: Bilingual;
  closing: Bilingual;
}

export interface CategoryGroup extends Bilingual {
  code: string;
  minors: Category[];
}

export interface Quantity extends Bilingual {
  key: string;
  unit_zh: string;
  unit_en: string;
}

export interface Categories {
  majors: CategoryGroup[];
  quantities: Quantity[];
}

export interface CalendarDay extends Bilingual {
  day: string;
  /** 1 to 7 from Monday. */
  weekday?: number;
  kind: 'holiday' | 'workday';
  source: string;
}

export interface CalendarYear {
  year: number;
  revision: number;
  workdays: number;
  days: CalendarDay[];
}

/** What came, or would come, of a table. */
export interface ImportReport {
  dry_run: boolean;
  /** Whether it is on disk and in force. */
  kept: boolean;
  rows: number;
  taken: number;
  unchanged: number;
  refused: number;
  /** The version of the partition that it made, and how many open incidents went to others by that. */
  version: number | null;
  rerouted: number | null;
  unknown_columns: string[];
  /** What ends because the table does not list it. */
  gone: string[];
  lines: ImportLine[];
}

export const LINE_KINDS = ['refused', 'new', 'changed', 'unchanged'] as const;

export interface ImportLine {
  line: number;
  subject: string;
  kind: (typeof LINE_KINDS)[number];
  changes?: { column: string; zh: string; before: string; after: string }[];
  refused: (Bilingual & { field: string; value: unknown }) | null;
}
