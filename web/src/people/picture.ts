import { ring } from '../locate/picture';
import type { Feature } from '../map/controller';
import type { HeldDuty, PersonDuties } from './types';

/** What a person answers for: areas, roads, and circles round spots; what is of others in another role. */
export function personPicture(value: PersonDuties | null, lit: number | null): Feature[] {
  if (!value) return [];
  const one = (it: HeldDuty, own: boolean): Feature => ({
    type: 'Feature',
    properties: { role: it.id === lit ? 'lit' : own ? 'own' : 'other', faint: !it.holds },
    geometry: circled(it),
  });
  return [...value.standing_in.map((it) => one(it, false)), ...value.duties.map((it) => one(it, true))];
}

function circled(it: HeldDuty): Feature['geometry'] {
  if (it.shape.type !== 'Point') return it.shape;
  const [lon, lat] = it.shape.coordinates;
  return { type: 'Polygon', coordinates: [ring({ lon, lat }, Math.max(it.spot?.radius_m ?? 0, 3))] };
}
