import type { Bilingual, Bounds, Limit, LonLat, RoadClass } from '../api/types';

/** Who answers for a place, as the server tells it. */

export interface Person {
  name: string;
  post: string;
  made_up: boolean;
}

export interface CellRef {
  code: string;
  community: string;
  subdistrict: string;
}

export interface RoadRef {
  code: string;
  name: string;
  name_en: string | null;
  class: RoadClass;
  segment: string;
  distance_m: number;
  side: 'left' | 'right';
  side_zh: string;
  side_en: string;
  chainage_m: number;
}

export interface Primary {
  role: DutyRole;
  name: string;
}

export const ROLES = [
  'grid_member',
  'grid_supervisor',
  'road_leader',
  'alley_chief',
  'cleaning_contractor',
  'frontage_holder',
  'handling_unit',
] as const;
export type DutyRole = (typeof ROLES)[number];

export type Confidence = 'certain' | 'likely' | 'choose';

/** A person by staff number. */
export interface PersonCode {
  code: string;
  name: string;
}

/** Who holds a piece in a capacity. */
export interface Holding {
  duty: number;
  role: DutyRole;
  person: PersonCode | null;
  /** Who answers: the person, during a leave the stand-in, `null` where nobody stands in. */
  acting: PersonCode | null;
  on_duty: boolean;
}

/** A road that the place may belong to. */
export interface RoadClaim {
  road: string;
  name: string;
  name_en: string;
  class: RoadClass;
  level: Level;
  segment: string;
  distance_m: number;
  /** Metres beyond the kerb; 0 on the carriageway. */
  beyond_m: number;
  side: 'left' | 'right';
  chainage_m: number;
  foot: [lon: number, lat: number];
  holder: Holding | null;
}

/** A cell that the place may belong to. */
export interface CellClaim {
  cell: string;
  distance_m: number;
  person: PersonCode | null;
}

export type Claim = CellClaim | RoadClaim;

export type Level = 'tunnel' | 'ground' | 'bridge';

/** Why an answer is what it is: numbers and codes from which it can be told again. */
export interface Trace {
  rules: number;
  partition: number;
  /** Milliseconds since 1970. */
  at: number;
  accuracy_m: number;
  owner: 'grid' | 'road' | 'frontage' | 'component';
  status: 'inside' | 'near_outside' | 'outside';
  outside_m: number | null;
  area: {
    cell: string;
    holder: Holding | null;
    margin_m: number | null;
    confidence: Confidence;
  } | null;
  roads: RoadClaim[];
  road_margin_m: number | null;
  road_confidence: Confidence | null;
  frontage: { zone: string; name: string | null; holder: Holding | null } | null;
  ruling: { id: number; kind: 'choice' | 'ruling'; note: string; made_at: number } | null;
  holdings: Holding[];
  primary: { role: DutyRole; person: PersonCode | null } | null;
  confidence: Confidence | null;
  may_dispatch: boolean;
  choices: Claim[];
  reasons: string[];
}

/** A decision about a place, to be put on record. */
export interface NewRuling extends LonLat {
  kind: 'choice' | 'ruling';
  category?: string;
  cell?: string;
  road?: string;
  note?: string;
}

export interface Answer {
  place: LonLat;
  inside: boolean;
  cell: CellRef | null;
  cell_area_m2: number | null;
  cell_bounds: Bounds | null;
  member: Person | null;
  road: (RoadRef & { level: Level }) | null;
  /** The foot of the perpendicular on the road. */
  foot: LonLat | null;
  leader: Person | null;
  primary: Primary | null;
  /** `null` where nobody can answer. */
  confidence: Confidence | null;
  trace: Trace;
  outside: { nearest_cell: string; distance_m: number } | null;
  limit: Limit | null;
  reason: Bilingual;
}
