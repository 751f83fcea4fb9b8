import type { Bilingual, LonLat, RoadClass } from '../api/types';
import type { DutyTerms } from '../people/types';

/** The shapes of the partition's part of the HTTP contract, as the server answers them. */

export type Position = [lon: number, lat: number];

export interface Polygon<P> {
  type: 'Feature';
  properties: P;
  geometry:
    | { type: 'Polygon'; coordinates: Position[][] }
    | { type: 'MultiPolygon'; coordinates: Position[][][] };
}

export interface Line<P> {
  type: 'Feature';
  properties: P;
  geometry: { type: 'LineString'; coordinates: Position[] };
}

export interface Collection<F> {
  type: 'FeatureCollection';
  features: F[];
}

export interface PersonRef {
  code: string;
  name: string;
}

/** Somebody to be added to those who can hold duties. */
export interface NewPerson extends PersonRef {
  post: string;
}

export type VersionKind = 'founded' | 'edited' | 'planned' | 'imported' | 'undone';

export interface Version {
  number: number;
  kind: VersionKind;
  /** Which version this one took back. */
  undone: number | null;
  valid_from: string;
  valid_to: string | null;
  note: string;
  cells: number;
  taken_back: boolean;
  undoable: boolean;
}

export interface Quality {
  cells: number;
  area_m2: number;
  area_min_m2: number;
  area_median_m2: number;
  area_max_m2: number;
  within_10_percent: number;
  within_25_percent: number;
  thin_share: number;
  border_on_roads: number;
  gap_area: number;
  overlap_area: number;
  target_m2: number;
}

export interface CellInfo {
  code: string;
  community: string;
  community_name: string;
  area_m2: number;
  member: string | null;
  member_code: string | null;
}

export type Cell = Polygon<CellInfo>;

export interface EdgeInfo {
  left: string | null;
  right: string | null;
  class: RoadClass | 'water' | 'rail' | 'wall' | 'border' | 'cut';
  road: string | null;
  road_name: string | null;
  segment: string | null;
  length_m: number;
}

export type Edge = Line<EdgeInfo>;

export type Edit =
  | { op: 'split'; cell: string; line: Position[] }
  | { op: 'merge'; cells: string[] }
  | { op: 'move'; cells: [string, string]; line: Position[] }
  | { op: 'assign'; cells: string[]; person: string | null }
  | { op: 'assign_road'; road: string; person: string | null }
  | ({ op: 'add_duty' } & DutyTerms)
  | { op: 'end_duty'; duty: number }
  | { op: 'add_persons'; persons: readonly NewPerson[] };

export interface Load {
  cells: number;
  area_m2: number;
  street_m: number;
  incidents: number;
  /** Of the mean duty grid of the same community; 1 is the mean. */
  share: number;
}

export interface Change {
  code: string;
  state: 'new' | 'reshaped' | 'assigned';
  area_m2: number;
  area_before_m2: number | null;
  member: PersonRef | null;
  community: string;
  within: '10' | '25' | 'beyond';
}

export interface Warning extends Bilingual {
  kind: string;
  cell: string | null;
  at: Position | null;
}

export interface Rerouted {
  id: string;
  category: string;
  category_name: string;
  place: LonLat;
  from: Answering;
  to: Answering;
}

/** Who answers for an incident. */
export interface Answering {
  cell: string | null;
  member: PersonRef | null;
  leader: PersonRef | null;
  /** Who acts first where it is neither of them. */
  other: PersonRef | null;
}

export interface MemberChange {
  person: PersonRef;
  before: Load;
  after: Load;
}

export interface Preview {
  base: number;
  cells: Collection<Polygon<Change>>;
  ended: string[];
  balance: MemberChange[];
  incidents: { rerouted: number; items: Rerouted[] };
  warnings: Warning[];
}

export interface DutyGrid {
  person: (PersonRef & { post: string }) | null;
  community: string;
  community_name: string;
  cells: string[];
  area_m2: number;
  street_m: number;
  incidents: number;
  share: number;
  parts: number;
  label: Position;
}

export interface Balance {
  grids: number;
  deviation: number;
  max_share: number;
  min_share: number;
  border_m: number;
  border_on_main: number;
}

export interface DutyGrids {
  version: number;
  grids: DutyGrid[];
  balance: Balance;
}

export interface PlanWish {
  communities: string[] | null;
  members: Record<string, number> | null;
  weights: { area: number; street: number; incidents: number };
  /** 1 changes as little as possible. */
  keep: number;
  pinned: string[];
  prefer_main_roads: boolean;
  seed: number;
}

export interface Plan {
  base: number;
  edits: Edit[];
  before: Balance;
  after: Balance;
  moved_cells: number;
  /** `null` when nothing is to be changed. */
  preview: Preview | null;
  unfilled: string[];
}

export interface Holder extends PersonRef {
  post: string;
  roles: string[];
  cells: number;
  roads: number;
}

export interface Road {
  code: string;
  name: string;
  name_en: string | null;
  class: RoadClass;
  length_m: number;
  segment_count: number;
  leader: PersonRef | null;
}

export interface Roads {
  total: number;
  length_m: Record<RoadClass, number>;
  roads: Road[];
}

export interface RoadSegment {
  code: string;
  class: RoadClass;
  level: string;
  from_m: number;
  to_m: number;
  length_m: number;
  width_m: number;
  left: string[];
  right: string[];
  line: Position[];
}

export type WholeRoad = Road & { segments: RoadSegment[] };
