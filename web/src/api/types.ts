/** The shapes of the HTTP contract, as the server answers them. */

export type Bounds = [west: number, south: number, east: number, north: number];

export interface LonLat {
  lon: number;
  lat: number;
}

export interface Bilingual {
  zh: string;
  en: string;
}

export type RoadClass = 'main' | 'secondary' | 'branch' | 'alley';

export type Stage =
  | 'reported'
  | 'verifying'
  | 'accepted'
  | 'filed'
  | 'dispatched'
  | 'handling'
  | 'awaiting_check'
  | 'closed'
  | 'returned'
  | 'disputed'
  | 'deferred'
  | 'suspended'
  | 'rework'
  | 'rejected'
  | 'void'
  | 'reopened';

export type Source = 'resident' | 'member' | 'hotline' | 'inspection';

export type LimitUnit = 'work_hour' | 'work_day' | 'clock_hour' | 'clock_day';

export interface Limit {
  value: number;
  unit: LimitUnit;
}

export interface Named {
  code: string;
  name: string;
  name_en: string | null;
}

export interface District {
  name: string;
  code: string;
  fictional: boolean;
  /** Whether people in it are made up for a demonstration. */
  demo_staff?: boolean;
  attribution: string;
  /** `null` while there are no cells. */
  bounds: Bounds | null;
  counts: Record<
    | 'subdistricts'
    | 'communities'
    | 'cells'
    | 'roads'
    | 'segments'
    | 'alleys'
    | 'members'
    | 'leaders'
    | 'incidents',
    number
  >;
  length_m: Record<RoadClass, number>;
  area_m2: number;
  subdistricts: (Named & { communities: Named[] })[];
  incidents_from: string | null;
  incidents_to: string | null;
}

export interface Minor extends Bilingual {
  code: string;
  owner: 'grid' | 'road' | 'frontage' | 'component';
  limit: (Limit & { source: string }) | null;
  on_the_spot: boolean;
}

export interface Major extends Bilingual {
  code: string;
  minors: Minor[];
}

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

/** A person or unit by staff number. */
export interface Party {
  code: string;
  name: string;
  post: string;
}

export type PhotoKind = 'before' | 'after' | 'other';

export interface PhotoRef {
  /** Its address is `/api/v1/photos/{id}`. */
  id: string;
  kind: PhotoKind;
  taken_at: string | null;
  /** Metres from the incident's place; `null` where it does not tell. */
  distance_m: number | null;
}

export interface IncidentEvent {
  at: string;
  verb: string;
  /** Empty where it is no deed of the case flow. */
  verb_zh: string;
  verb_en: string;
  stage: Stage;
  note: string;
  actor: {
    kind: 'system' | 'account' | 'anonymous';
    role: string | null;
    role_zh: string | null;
    person: Party | null;
  } | null;
  photos: PhotoRef[];
  /** To whom it was sent, or who was appointed. */
  target: Party | null;
  until: string | null;
  /** The other incident of a merge. */
  other: string | null;
  due_at: string | null;
}

export type Standing = 'on_track' | 'due_soon' | 'overdue';

/** How the case stands. */
export interface Flow {
  profile: string;
  reporters: number;
  /** When handling is due; only dispatch and an approved deferral set it. */
  due_at: string | null;
  /** When it has to leave its stage. */
  step_due_at: string | null;
  standing: Standing | null;
  /** How much of the limit is used, of the time that counts. */
  used_percent: number | null;
  unit: Party | null;
  checker: Party | null;
  bounces: number;
  deferrals: number;
  reworks: number;
  reopens: number;
  asked_until: string | null;
  review_at: string | null;
  merged_into: string | null;
  accepted_at: string | null;
  filed_at: string | null;
  dispatched_at: string | null;
  fed_back_at: string | null;
  closed_at: string | null;
  published_at: string | null;
  in_time: boolean | null;
}

/** Something that can be done to a case, and what has to come with it. */
export interface Deed extends Bilingual {
  verb: string;
  needs: ('reason' | 'photo' | 'before_photo' | 'after_photo')[];
}

export interface Incident {
  id: string;
  category: Bilingual & { code: string };
  stage: Stage;
  stage_zh: string;
  source: Source;
  place: LonLat;
  reported_at: string;
  made_up: boolean;
  note: string;
  cell: CellRef | null;
  member: Person | null;
  road: RoadRef | null;
  leader: Person | null;
  primary: Primary | null;
  reason: Bilingual;
  limit: Limit | null;
  revision?: number;
  flow?: Flow | null;
  /** What the reader may do; told with the whole incident only. */
  legal?: Deed[];
  events?: IncidentEvent[];
}

export interface IncidentPage {
  total: number;
  items: Incident[];
  next: string | null;
}

export interface NewIncident extends LonLat {
  category: string;
  note: string;
  source?: Source;
  accuracy_m?: number;
}

/** What is sent with a deed. */
export interface DeedBody {
  note: string;
  photos: { id: string; kind: PhotoKind }[];
  /** Where the actor is. */
  place?: LonLat;
  unit?: string;
  checker?: string;
  until?: string;
  review_at?: string;
  into?: string;
  found?: boolean;
}

/** A case that another likely repeats. */
export interface Likely extends Bilingual {
  incident: Incident;
  score: number;
  distance_m: number;
  minutes: number;
}

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

export interface FieldError extends Bilingual {
  field: string;
  value: unknown;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string;
  detail_zh?: string;
  /** What is open instead of what was refused. */
  open?: Deed[];
  errors?: FieldError[];
}
