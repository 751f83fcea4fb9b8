import type { DutyTerms } from '../people/types';
import type { Collection, Polygon } from './types';

/** How many zones somebody signed for. */
export interface Signed {
  zones: number;
  signed: number;
  /** `null` of none. */
  rate: number | null;
}

/** The same of a road or community. */
export interface SignedBy extends Signed {
  code: string;
  name: string;
  name_en: string;
}

/** A frontage zone with who signed for it now. */
export interface Zone {
  code: string;
  name: string | null;
  road: string;
  road_name: string;
  side: 'left' | 'right';
  from_m: number;
  to_m: number;
  area_m2: number;
  holder: string | null;
  holder_code: string | null;
  /** The number of the pledge, a duty. */
  duty: number | null;
  signed_on: string | null;
  valid_until: string | null;
}

export type ZoneShape = Polygon<Zone>;
export type ZoneShapes = Collection<ZoneShape>;

export interface Frontages {
  rate: Signed;
  /** Those with the fewest signatures first. */
  roads: SignedBy[];
  communities: SignedBy[];
  zones: Zone[];
}

type Term = Pick<DutyTerms, 'from' | 'to'>;

/** Of which zones: those of a road, of a community, or a single one. */
export type ZonesOf = { road: string } | { community: string } | { zone: string };

/** Whether two terms have a moment in common; a missing end is none. */
export function overlap(a: Term, b: Term): boolean {
  const before = (end: string | null, start: string | null) =>
    end !== null && start !== null && Date.parse(end) <= Date.parse(start);
  return !before(a.to, b.from) && !before(b.to, a.from);
}

/** Zones as they are listed: those nobody signed for first, then along the road. */
export function inOrder(zones: readonly ZoneShape[]): Zone[] {
  const key = (it: Zone) => [it.holder ? 1 : 0, it.road, it.from_m, it.side] as const;
  return zones
    .map((it) => it.properties)
    .sort((a, b) => {
      const [p, q] = [key(a), key(b)];
      const at = p.findIndex((it, i) => it !== q[i]);
      return at < 0 ? 0 : (p[at] as number) < (q[at] as number) ? -1 : 1;
    });
}
