import { mapModel } from '../map/map.svelte';
import { face } from '../ui/face.svelte';
import { panel } from '../ui/panel.svelte';

/** Opens an incident from wherever it was named: its card, and the map above its place. */
export async function openIncident(id: string): Promise<void> {
  face.show('situation');
  await panel.open(id);
  const it = panel.incident;
  if (it?.id === id) mapModel.fly(it.place, 16);
}
