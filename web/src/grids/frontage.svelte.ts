import { asRequestError, type RequestError } from '../api/problem';
import { mapModel } from '../map/map.svelte';
import { face } from '../ui/face.svelte';
import { gridsApi } from './api';
import { coverage } from './coverage.svelte';
import type { Frontages, SignedBy, ZoneShape, ZonesOf } from './frontage';
import { boundsOf, shapeAt } from './geometry';
import { grids } from './grids.svelte';
import { selection } from './select.svelte';
import type { Position } from './types';

/** Frontage zones: how many are signed for, and those of the road or community that is looked at. */
class FrontageState {
  value = $state.raw<Frontages | null>(null);
  error = $state.raw<RequestError | null>(null);
  /** Whose zones are listed and drawn; `null` none. */
  of = $state.raw<{ what: ZonesOf; name: Pick<SignedBy, 'name' | 'name_en'> } | null>(null);
  zones = $state.raw<readonly ZoneShape[]>([]);
  zonesError = $state.raw<RequestError | null>(null);
  loading = $state(false);
  #asked: AbortController | null = null;
  #open: AbortController | null = null;

  chosen = $derived(this.zones.find((it) => it.properties.code === selection.zone) ?? null);

  async load(): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.error = null;
    try {
      const value = await gridsApi.frontages(asked.signal);
      if (!asked.signal.aborted) this.value = value;
    } catch (thrown) {
      if (!asked.signal.aborted) this.error = asRequestError(thrown);
    }
  }

  /** Lists and draws the zones of a road or community, and shows them whole. */
  async open(what: ZonesOf, name: Pick<SignedBy, 'name' | 'name_en'>): Promise<void> {
    this.of = { what, name };
    this.zones = [];
    await this.reload();
    const bounds = boundsOf(this.zones);
    if (bounds) mapModel.fit(bounds);
  }

  /** The same from elsewhere: brings the list before the reader. */
  list(road: SignedBy): Promise<void> {
    this.#turn();
    return this.open({ road: road.code }, road);
  }

  #turn(): void {
    face.show('grids');
    grids.turn('cover');
    coverage.view = 'frontage';
  }

  /** Asks for the zones again: a new version may have other pledges. */
  async reload(): Promise<void> {
    const { of } = this;
    if (!of) return;
    this.#open?.abort();
    const asked = new AbortController();
    this.#open = asked;
    this.zonesError = null;
    this.loading = true;
    try {
      const { features } = await gridsApi.zones(of.what, asked.signal);
      if (!asked.signal.aborted) this.zones = features;
    } catch (thrown) {
      if (!asked.signal.aborted) this.zonesError = asRequestError(thrown);
    } finally {
      if (this.#open === asked) this.loading = false;
    }
  }

  /** From a trace: the zone's card, among the zones of its road. */
  async show(code: string): Promise<void> {
    this.#turn();
    try {
      const [zone] = (await gridsApi.zones({ zone: code })).features;
      if (!zone) return;
      const { road, road_name } = zone.properties;
      this.of = { what: { road }, name: { name: road_name, name_en: road_name } };
      this.zones = [zone];
      selection.openZone(code);
      const bounds = boundsOf([zone]);
      if (bounds) mapModel.fit(bounds);
      await this.reload();
    } catch (thrown) {
      this.zonesError = asRequestError(thrown);
    }
  }

  /** The zone at a place, among those that are drawn. */
  at(place: Position): string | null {
    return shapeAt(this.zones, place)?.properties.code ?? null;
  }

  close(): void {
    this.#open?.abort();
    this.of = null;
    this.zones = [];
    this.zonesError = null;
    if (selection.zone) selection.clear();
  }
}

export const frontage = new FrontageState();
