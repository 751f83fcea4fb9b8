import type { Key } from '../i18n/index.svelte';

export const STAFF_KINDS = ['people', 'duties', 'pledges'] as const;
export type StaffKind = (typeof STAFF_KINDS)[number];

/** Where a kind is exported; `people` are `persons` there. */
export const EXPORTS: Record<StaffKind, string> = {
  people: '/persons',
  duties: '/duties',
  pledges: '/pledges',
};

/** The columns of each table in their order: the name, and what goes in. */
export const COLUMNS: Record<StaffKind, readonly (readonly [name: Key, fill: Key])[]> = {
  people: [
    ['staff.c.person', 'staff.required'],
    ['staff.c.name', 'staff.required'],
    ['staff.c.post', 'staff.optional'],
  ],
  duties: [
    ['staff.c.person', 'staff.required'],
    ['staff.c.name', 'staff.new_name'],
    ['staff.c.post', 'staff.optional'],
    ['staff.c.role', 'staff.role'],
    ['staff.c.cells', 'staff.cells'],
    ['staff.c.road', 'staff.road'],
    ['staff.c.from_m', 'staff.stretch'],
    ['staff.c.to_m', 'staff.stretch'],
    ['staff.c.side', 'staff.side'],
    ['staff.c.spot', 'staff.spot'],
    ['staff.c.lon', 'staff.place'],
    ['staff.c.lat', 'staff.place'],
    ['staff.c.radius_m', 'staff.radius'],
    ['staff.c.hours', 'staff.hours'],
    ['staff.c.from', 'staff.day'],
    ['staff.c.to', 'staff.day'],
  ],
  pledges: [
    ['staff.c.zone', 'staff.zone'],
    ['staff.c.lon', 'staff.zone_place'],
    ['staff.c.lat', 'staff.zone_place'],
    ['staff.c.holder', 'staff.holder'],
    ['staff.c.holder_name', 'staff.holder_name'],
    ['staff.c.post', 'staff.optional'],
    ['staff.c.signed_on', 'staff.day'],
    ['staff.c.valid_until', 'staff.day'],
  ],
};
