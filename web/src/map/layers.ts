/** What the reader can switch on and off, and the style's layers behind each switch. */
export const GROUPS = {
  heat: ['heat'],
  incidents: ['incident', 'cluster', 'cluster-count'],
  areas: ['cell', 'cell-edge', 'grid-casing', 'grid-edge', 'grid-label', 'cell-label'],
  roads: [
    'road-tunnel-casing',
    'road-tunnel',
    'road-casing',
    'road',
    'rail',
    'rail-dash',
    'road-bridge-casing',
    'road-bridge',
    'label-alley',
    'label-branch',
    'label-secondary',
    'label-main',
  ],
  landmarks: ['landmark-minor', 'landmark'],
} as const;

export type Group = keyof typeof GROUPS;

export const GROUP_NAMES = Object.keys(GROUPS) as Group[];

/** Switches as kept in the address: the names of those that are off. */
export function offFromUrl(search: string): Set<Group> {
  const off = (new URLSearchParams(search).get('off') ?? '').split(',');
  return new Set(GROUP_NAMES.filter((it) => off.includes(it)));
}

export function offToUrl(search: string, off: ReadonlySet<Group>): string {
  const query = new URLSearchParams(search);
  query.delete('off');
  if (off.size) query.set('off', GROUP_NAMES.filter((it) => off.has(it)).join(','));
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
  return text ? `?${text}` : '';
}
