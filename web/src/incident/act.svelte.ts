import { account } from '../account/account.svelte';
import { api } from '../api/client';
import { asRequestError, type RequestError } from '../api/problem';
import { feed } from '../feed/feed.svelte';
import { t } from '../i18n/index.svelte';
import { queue } from '../queue/queue.svelte';
import { newKey } from '../report/key';
import { panel } from '../ui/panel.svelte';
import { whereabouts } from '../ui/whereabouts.svelte';
import { afternoon, type Field, fieldOf, fromField, photosOf, toField } from './deeds';
import { forgetAll, Shot, type ShotBag, waiting } from './shots.svelte';
import type { Deed, DeedBody, Incident, PhotoKind } from './types';

/** What was filled in for one deed on one case; it stays until it is done. */
export class Draft implements ShotBag {
  note = $state('');
  shots = $state.raw<readonly Shot[]>([]);
  /** A staff number, a moment as fields write it, or an incident's id: the field of the deed's own. */
  value = $state('');
  found = $state<boolean | null>(null);
  sending = $state(false);
  /** Whether it was tried, so that what is missing may be said. */
  tried = $state(false);
  /** Somebody else was faster; the case was loaded anew. */
  stale = $state(false);
  error = $state.raw<RequestError | null>(null);
  readonly field: Field | null;
  #key = '';
  #keyFor = '';

  constructor(
    readonly incident: Incident,
    readonly deed: Deed,
  ) {
    this.field = fieldOf(deed.verb);
    const { flow } = incident;
    const now = Date.now();
    if (deed.verb === 'ask_deferral') this.value = afternoon(later(flow?.due_at, now), 1);
    if (deed.verb === 'approve_deferral') this.value = toField(flow?.asked_until ?? later(flow?.due_at, now));
    if (deed.verb === 'suspend') this.value = afternoon(now, 30);
  }

  get needsNote(): boolean {
    return this.deed.needs.includes('reason');
  }

  /** What is missing before it can be sent. */
  get missing(): 'field' | 'note' | null {
    if (this.field === 'found' ? this.found === null : this.field && !this.value) return 'field';
    return this.needsNote && !this.note.trim() ? 'note' : null;
  }

  add(files: FileList | null, kind: PhotoKind): void {
    this.shots = [...this.shots, ...Array.from(files ?? [], (it) => new Shot(it, kind))];
    // A photo proves more where the device says that it is there.
    if (photosOf(this.deed).some((it) => it.needed) && !whereabouts.place) void whereabouts.ask();
  }

  remove(shot: Shot): void {
    shot.forget();
    this.shots = this.shots.filter((it) => it !== shot);
  }

  /** Does it; true once it is done or kept to be sent later. */
  async send(): Promise<'done' | 'queued' | null> {
    this.tried = true;
    if (this.sending || this.missing || this.shots.some((it) => it.error)) return null;
    this.sending = true;
    this.error = null;
    this.stale = false;
    const { id } = this.incident;
    const body = this.#body();
    // The same content keeps its key, so that trying again never does it twice.
    const content = JSON.stringify(body);
    if (content !== this.#keyFor) {
      this.#key = newKey();
      this.#keyFor = content;
    }
    try {
      for (const it of this.shots) if (!it.id) it.id = (await api.addPhoto(it.file)).id;
      const photos = this.shots.flatMap(({ id, kind }) => (id ? [{ id, kind }] : []));
      const revision = panel.shows(id) ? panel.incident?.revision : this.incident.revision;
      const incident = await api.act(id, this.deed.verb, { ...body, photos }, this.#key, revision ?? null);
      if (panel.shows(id)) panel.incident = incident;
      feed.change(incident);
      return 'done';
    } catch (thrown) {
      const error = asRequestError(thrown);
      if (error.status === 0) {
        await this.#keep(body);
        return 'queued';
      }
      this.error = error;
      if (error.status === 412 || error.status === 409) {
        this.stale = error.status === 412;
        panel.refresh();
      }
      return null;
    } finally {
      this.sending = false;
    }
  }

  #body(): DeedBody {
    const { field, value } = this;
    const body: DeedBody = { note: this.note.trim(), photos: [] };
    if (whereabouts.place && photosOf(this.deed).some((it) => it.needed)) body.place = whereabouts.place;
    if (field === 'found') body.found = this.found ?? false;
    else if (field === 'until' || field === 'review_at') body[field] = fromField(value);
    else if (field) body[field] = value;
    return body;
  }

  #keep(body: DeedBody): Promise<void> {
    const { incident, deed } = this;
    return queue.add({
      key: this.#key,
      at: Date.now(),
      by: account.who?.id ?? null,
      about: { zh: incident.category.zh, en: incident.category.en },
      what: { kind: 'deed', id: incident.id, verb: deed.verb, words: { zh: deed.zh, en: deed.en }, body },
      photos: waiting(this.shots),
      refused: null,
    });
  }
}

const later = (due: string | null | undefined, now: number) => Math.max(due ? Date.parse(due) : 0, now);

/** The form that is open, and what was typed into others. */
class Acting {
  open = $state.raw<Draft | null>(null);
  /** The word of urging that is open in a list. */
  urging = $state.raw<Draft | null>(null);
  /** What was last done on which case, to be said once. */
  said = $state.raw<{ id: string; deed: Deed; kind: 'done' | 'queued' } | null>(null);
  #drafts = new Map<string, Draft>();

  draft(incident: Incident, deed: Deed): Draft {
    const name = `${incident.id}/${deed.verb}`;
    let draft = this.#drafts.get(name);
    if (!draft) {
      draft = new Draft(incident, deed);
      this.#drafts.set(name, draft);
    }
    return draft;
  }

  begin(incident: Incident, deed: Deed): void {
    this.said = null;
    this.open = this.draft(incident, deed);
  }

  /** Asks whoever has the case to get on with it, in a word that may be changed before it is sent. */
  urge(incident: Incident, comment: Deed): void {
    this.said = null;
    const draft = this.draft(incident, comment);
    if (!draft.note) draft.note = t('deed.urge_text');
    this.urging = draft;
  }

  /** Closes the form; what was typed stays for the next time. */
  cancel(): void {
    this.open = null;
    this.urging = null;
  }

  async send(draft: Draft): Promise<boolean> {
    const kind = await draft.send();
    if (!kind) return false;
    const { incident, deed } = draft;
    this.#drafts.delete(`${incident.id}/${deed.verb}`);
    forgetAll(draft.shots);
    if (this.open === draft) this.open = null;
    if (this.urging === draft) this.urging = null;
    this.said = { id: incident.id, deed, kind };
    return true;
  }
}

export const acting = new Acting();
