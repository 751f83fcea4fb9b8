import type { Deed } from '../incident/types';

/** The shapes that all of the HTTP contract shares, as the server answers them; those of one capability stand beside it. */

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
