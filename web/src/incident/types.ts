import type { Bilingual, Limit, LonLat } from '../api/types';
import type { CellRef, Person, Primary, RoadRef } from '../locate/types';

/** Cases, as the server tells them. */

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
