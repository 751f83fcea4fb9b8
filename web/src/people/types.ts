import type { Bounds, LonLat } from '../api/types';
import type { DutyRole, PersonCode } from '../locate/types';

/** What a duty is about: one of cells, road, frontage and spot. */
export interface PieceWire {
  cells?: string[];
  road?: string;
  from_m?: number;
  /** `null` to the road's end. */
  to_m?: number | null;
  /** `null` for both. */
  side?: 'left' | 'right' | null;
  frontage?: string;
  spot?: LonLat & { name: string; radius_m: number };
}

/** Who answers in which capacity for what, and when. */
export interface DutyTerms extends PieceWire {
  person: string;
  role: DutyRole;
  from: string | null;
  to: string | null;
  /** For instance 07:00-21:00. */
  hours: string;
}

/** A duty on record. */
export interface Duty extends DutyTerms {
  id: number;
  name: string;
  /** The version that brought it. */
  since: number;
}

export interface HeldDuty extends Duty {
  holds: boolean;
  area_m2: number | null;
  length_m: number | null;
  title: string | null;
  title_en: string | null;
  shape:
    | { type: 'Point'; coordinates: [number, number] }
    | { type: 'MultiLineString'; coordinates: [number, number][][] }
    | { type: 'Polygon'; coordinates: [number, number][][] }
    | { type: 'MultiPolygon'; coordinates: [number, number][][][] };
}

export interface Leave {
  id: number;
  person: PersonCode & { post: string };
  stand_in: (PersonCode & { post: string }) | null;
  from: string;
  to: string;
  made_at: string;
  ended_at: string | null;
}

/** What one person answers for. */
export interface PersonDuties {
  person: PersonCode & { post: string };
  made_up: boolean;
  totals: {
    cells: number;
    area_m2: number;
    length_m: number;
    frontages: number;
    spots: number;
    open_incidents: number;
  };
  bounds: Bounds | null;
  duties: HeldDuty[];
  standing_in: HeldDuty[];
  leaves: Leave[];
}

export interface NewLeave {
  person: string;
  stand_in: string | null;
  from: string;
  to: string;
}
