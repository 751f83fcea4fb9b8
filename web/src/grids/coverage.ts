import type { RoadClass } from '../api/types';
import type { PersonCode } from '../locate/types';
import type { Collection, Line, Polygon } from './types';

/** How much has exactly one primary owner, none, or several. */
export interface Shares {
  total: number;
  one: number;
  none: number;
  several: number;
  rate: number | null;
}

/** A gap or a conflict. */
export interface DutyFault {
  kind: 'nobody' | 'ended' | 'on_leave' | 'off_hours' | 'several';
  gap: boolean;
  cell: string | null;
  road: string | null;
  name: string;
  name_en: string;
  from_m: number | null;
  to_m: number | null;
  side: 'left' | 'right' | null;
  /** m² of a cell, metres of a road. */
  amount: number;
  /** Minutes of the hours looked at. */
  minutes: number;
  persons: PersonCode[];
  since: string | null;
}

/** What may leave a gap: a leave, or a duty that ends. */
export type OpenedBy = { person: string; stand_in?: string; from: string } | { duty: number };

export interface Coverage {
  at: string;
  from_minute: number;
  to_minute: number;
  areas: Shares;
  roads: (Shares & { class: RoadClass })[];
  total: number;
  faults: DutyFault[];
}

export type FaultShapes = Collection<Polygon<DutyFault> | Line<DutyFault>>;

/** The hours that can be looked at: the patrol's (DOMAIN.md, Case flow), the whole day, the night. */
export const HOURS = ['07:00-21:00', '00:00-24:00', '21:00-07:00'] as const;
export type CoverHours = (typeof HOURS)[number];

/** Coverage of cells and roads, or pledges of frontages. */
export const VIEWS = ['duty', 'frontage'] as const;
export type View = (typeof VIEWS)[number];

export const ONLY = ['all', 'gap', 'conflict'] as const;
export type Only = (typeof ONLY)[number];

export function chosen(faults: readonly DutyFault[], only: Only): DutyFault[] {
  return faults.filter((it) => only === 'all' || it.gap === (only === 'gap'));
}

/** One key for every fault of a list. */
export const faultKey = (it: DutyFault): string =>
  [
    it.cell ?? it.road,
    it.from_m ?? '',
    it.to_m ?? '',
    it.side ?? '',
    it.kind,
    it.persons[0]?.code ?? '',
  ].join('/');
