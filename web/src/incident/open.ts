import { i18n } from '../i18n/index.svelte';
import { mapModel } from '../map/map.svelte';
import { face } from '../ui/face.svelte';
import { panel } from '../ui/panel.svelte';
import type { Incident } from './types';

/** Opens an incident from wherever it was named: its card, and the map above its place. */
export async function openIncident(id: string): Promise<void> {
  face.show('situation');
  await panel.open(id);
  const it = panel.incident;
  if (it?.id === id) mapModel.fly(it.place, 16);
}

/** Opens an incident that a list shows: what the list knows of it is there at once. */
export function openListed(it: Incident): void {
  void panel.open(it.id, it);
  mapModel.fly(it.place, 16);
}

/** Where an incident is, in a few words: its road with the side, else its community; empty where neither is known. */
export const whereOf = ({ road, cell }: Incident): string =>
  road
    ? `${i18n.named(road)} · ${i18n.pick({ zh: road.side_zh, en: road.side_en })}`
    : (cell?.community ?? '');
