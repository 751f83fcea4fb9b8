import { tick } from 'svelte';
import { api } from '../api/client';
import { asRequestError, type RequestError } from '../api/problem';
import type { LonLat } from '../api/types';
import type { ZoneShape } from '../grids/frontage';
import type { Incident } from '../incident/types';
import type { Answer, Claim } from '../locate/types';

/** What the detail panel shows. */
export type Detail =
  | { kind: 'place' }
  | { kind: 'report' }
  | { kind: 'done'; incident: Incident }
  | { kind: 'queued' }
  | { kind: 'incident'; id: string }
  | { kind: 'person' };

export type Tab = 'layers' | 'cases' | 'work' | 'detail';
export type SheetHeight = 'peek' | 'half' | 'full';

/** Which card is open, for which place, and on the phone which tab and how high. */
class Panel {
  detail = $state.raw<Detail | null>(null);
  tab = $state<Tab>('cases');
  /** Which list one comes back to from a card. */
  list = $state<'cases' | 'work'>('cases');
  sheet = $state<SheetHeight>('peek');
  /** The incident under the pointer, in a list or on the map. */
  hover = $state.raw<{ id: string; place: LonLat } | null>(null);

  place = $state.raw<LonLat | null>(null);
  answer = $state.raw<Answer | null>(null);
  placeError = $state.raw<RequestError | null>(null);
  category = $state<string | null>(null);
  /** The day whose answer is wanted; `null` now. */
  at = $state<string | null>(null);
  /** The segment of the road candidate that is pointed at. */
  candidate = $state<string | null>(null);
  /** Whether a choice is on its way to the record. */
  choosing = $state(false);
  choiceError = $state.raw<RequestError | null>(null);
  /** The frontage zone of the answer, to be drawn. */
  zone = $state.raw<ZoneShape | null>(null);
  #asked: AbortController | null = null;
  /** Whether the card was opened from the keyboard, and so wants the focus; and where it came from. */
  byKeyboard = false;
  #opener: string | null = null;

  incident = $state.raw<Incident | null>(null);
  incidentError = $state.raw<RequestError | null>(null);

  turn(tab: Tab): void {
    this.tab = tab;
    if (tab === 'cases' || tab === 'work') this.list = tab;
  }

  /** Asks who answers for a place and shows the card. */
  locate(place: LonLat): void {
    this.place = place;
    this.category = null;
    this.at = null;
    this.answer = null;
    this.candidate = null;
    this.choiceError = null;
    this.#show({ kind: 'place' });
    void this.ask();
  }

  /** Asks again, for the chosen category. */
  async ask(): Promise<void> {
    const { place } = this;
    if (!place) return;
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.placeError = null;
    try {
      const answer = await api.locate(place, { category: this.category, at: this.at }, asked.signal);
      if (asked.signal.aborted) return;
      this.answer = answer;
      void this.#loadZone(answer.trace.frontage?.zone ?? null, asked.signal);
    } catch (thrown) {
      if (asked.signal.aborted) return;
      this.placeError = asRequestError(thrown);
      // What an earlier question was answered would be taken for this one's.
      this.answer = null;
    }
  }

  /** A zone that cannot be had is not drawn; its name stands in the trace. */
  async #loadZone(code: string | null, signal: AbortSignal): Promise<void> {
    if (this.zone?.properties.code === code) return;
    this.zone = null;
    if (!code) return;
    try {
      const zone = await api.zone(code, signal);
      if (!signal.aborted) this.zone = zone;
    } catch {
      this.zone = null;
    }
  }

  choose(category: string | null): void {
    this.category = category;
    void this.ask();
  }

  askAt(day: string | null): void {
    this.at = day;
    void this.ask();
  }

  /** Puts on record to what the place belongs, and asks again. */
  settle(claim: Claim): Promise<void> {
    const { place, category } = this;
    if (!place) return Promise.resolve();
    const verdict = 'cell' in claim ? { cell: claim.cell } : { road: claim.road };
    return this.#decide(() =>
      api.rule({ kind: 'choice', ...place, ...verdict, ...(category ? { category } : {}) }),
    );
  }

  /** Takes a choice back and asks again. */
  unsettle(id: number): Promise<void> {
    return this.#decide(() => api.endRuling(id));
  }

  async #decide(act: () => Promise<unknown>): Promise<void> {
    if (this.choosing) return;
    this.choosing = true;
    this.choiceError = null;
    const { place } = this;
    try {
      await act();
      if (this.place === place) await this.ask();
    } catch (thrown) {
      if (this.place === place) this.choiceError = asRequestError(thrown);
    } finally {
      this.choosing = false;
    }
  }

  /** Shows the card of the person that is looked at. */
  person(): void {
    this.#show({ kind: 'person' });
  }

  report(): void {
    this.#show({ kind: 'report' });
  }

  done(incident: Incident): void {
    this.#show({ kind: 'done', incident });
  }

  /** Says that a report waits for the network. */
  queued(): void {
    this.#show({ kind: 'queued' });
  }

  /** Opens an incident; what the list already knows is shown until the whole of it is here. */
  async open(id: string, known?: Incident): Promise<void> {
    this.#forgetPlace();
    this.incident = known ?? (this.incident?.id === id ? this.incident : null);
    this.incidentError = null;
    this.#show({ kind: 'incident', id });
    // A case fills the phone's screen.
    this.sheet = 'full';
    await this.#load(id);
  }

  /** Asks again for what is shown, because other people may answer now. */
  refresh(): void {
    if (this.detail?.kind === 'incident') void this.#load(this.detail.id);
    else if (this.detail?.kind === 'place') void this.ask();
  }

  async #load(id: string): Promise<void> {
    try {
      const whole = await api.incident(id);
      if (this.shows(id)) this.incident = whole;
    } catch (thrown) {
      if (this.shows(id)) this.incidentError = asRequestError(thrown);
    }
  }

  shows(id: string): boolean {
    return this.detail?.kind === 'incident' && this.detail.id === id;
  }

  /** Nothing is open any more. */
  clear(): void {
    this.#forgetPlace();
    this.detail = null;
    this.incident = null;
    if (this.tab === 'detail') this.tab = this.list;
  }

  /** One step back: from the form to the card, from a card to the lists. */
  back(): void {
    const { kind } = this.detail ?? {};
    if (kind === 'report' || (kind === 'person' && this.place)) {
      this.detail = { kind: 'place' };
      return;
    }
    this.#forgetPlace();
    this.detail = null;
    this.incident = null;
    void this.#refocus();
    if (this.tab === 'detail') {
      this.tab = this.list;
      // One who works through a list goes back to it, one who looked at a place to the map.
      this.sheet = kind === 'incident' && this.list === 'work' ? 'full' : 'peek';
    }
  }

  #forgetPlace(): void {
    this.#asked?.abort();
    this.place = null;
    this.answer = null;
    this.zone = null;
    this.placeError = null;
    this.candidate = null;
  }

  /** Gives the focus back to the row that was opened, if the keyboard was used. */
  async #refocus(): Promise<void> {
    if (!this.byKeyboard) return;
    await tick();
    const row = this.#opener ? document.querySelector<HTMLElement>(this.#opener) : null;
    (row ?? document.querySelector<HTMLElement>('.maplibregl-canvas'))?.focus();
  }

  #show(detail: Detail): void {
    const from = document.activeElement as HTMLElement | null;
    this.byKeyboard = from?.matches(':focus-visible') ?? false;
    if (!this.detail) {
      const { testid, id } = from?.dataset ?? {};
      this.#opener = id ? `[data-testid="${testid}"][data-id="${CSS.escape(id)}"]` : null;
    }
    this.detail = detail;
    this.tab = 'detail';
    if (this.sheet === 'peek') this.sheet = 'half';
  }
}

export const panel = new Panel();
