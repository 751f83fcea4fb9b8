/** Which of the two faces of the page is shown, and which list of the grids' face. */
export const TABS = ['grids', 'versions', 'plan', 'roads', 'people', 'cover'] as const;
export type GridsTab = (typeof TABS)[number];

export interface GridsAddress {
  open: boolean;
  tab: GridsTab;
}

export function gridsFromUrl(search: string): GridsAddress {
  const query = new URLSearchParams(search);
  const tab = query.get('tab') as GridsTab | null;
  return { open: query.get('view') === 'grids', tab: tab && TABS.includes(tab) ? tab : 'grids' };
}

/** The address's query with this face; whatever else is in it stays. */
export function gridsToUrl(search: string, { open, tab }: GridsAddress): string {
  const query = new URLSearchParams(search);
  query.delete('view');
  query.delete('tab');
  if (open) query.set('view', 'grids');
  if (open && tab !== 'grids') query.set('tab', tab);
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
  return text ? `?${text}` : '';
}
