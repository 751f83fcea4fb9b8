import type { Incident } from './types';

/** An incident for tests. */
export function example(change: Partial<Incident> = {}): Incident {
  return {
    id: 'a',
    category: { code: '0102', zh: '暴露垃圾', en: 'Exposed rubbish' },
    stage: 'reported',
    stage_zh: '已上报',
    source: 'resident',
    place: { lon: 113.94, lat: 22.55 },
    reported_at: '2026-11-21T12:00:00+08:00',
    made_up: true,
    note: '',
    cell: null,
    member: null,
    road: null,
    leader: null,
    primary: null,
    reason: { zh: '', en: '' },
    limit: null,
    ...change,
  };
}
