/** The faces of the page and the lists of each; the first list is the one that is there without being asked for. */
export const TABS = {
  situation: [],
  grids: ['grids', 'versions', 'plan', 'roads', 'people', 'cover'],
  admin: ['accounts', 'audit', 'categories', 'calendar', 'staff', 'robots'],
} as const;

export type Face = keyof typeof TABS;
export type TabOf<F extends Face> = (typeof TABS)[F][number];

export interface Address {
  face: Face;
  /** The list that the face shows; empty where it has none. */
  tab: string;
}

const known = (face: string): face is Face => Object.hasOwn(TABS, face);

export function faceFromUrl(search: string): Address {
  const query = new URLSearchParams(search);
  const view = query.get('view') ?? '';
  const face = known(view) ? view : 'situation';
  const tabs: readonly string[] = TABS[face];
  const tab = query.get('tab') ?? '';
  return { face, tab: tabs.includes(tab) ? tab : (tabs[0] ?? '') };
}

/** The address's query with this face; whatever else is in it stays. */
export function faceToUrl(search: string, { face, tab }: Address): string {
  const query = new URLSearchParams(search);
  query.delete('view');
  query.delete('tab');
  if (face !== 'situation') query.set('view', face);
  if (tab && tab !== TABS[face][0]) query.set('tab', tab);
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
  return text ? `?${text}` : '';
}
