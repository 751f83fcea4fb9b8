import { account } from '../account/account.svelte';
import { api } from '../api/client';
import { asRequestError, type RequestError } from '../api/problem';
import type { LonLat } from '../api/types';
import { feed } from '../feed/feed.svelte';
import { t } from '../i18n/index.svelte';
import { translate } from '../i18n/translate';
import { forgetAll, Shot, type ShotBag, waiting } from '../incident/shots.svelte';
import type { Incident, NewIncident, PhotoKind } from '../incident/types';
import { queue } from '../queue/queue.svelte';
import { district } from '../ui/district.svelte';
import { recall, remember } from '../ui/memory';
import { panel } from '../ui/panel.svelte';
import { newKey } from './key';
import { recentFrom, withRecent } from './recent';
import { sendPatiently } from './send';

export const NOTE_MAX = 500;

/** The report form. The same content keeps its key, so that trying again never reports twice. */
class ReportState implements ShotBag {
  note = $state('');
  shots = $state.raw<readonly Shot[]>([]);
  sending = $state(false);
  retrying = $state(false);
  error = $state.raw<RequestError | null>(null);
  recent = $state.raw<string[]>(recentFrom(recall('recent')));
  #key = '';
  #keyFor = '';

  add(files: FileList | null, kind: PhotoKind): void {
    this.shots = [...this.shots, ...Array.from(files ?? [], (it) => new Shot(it, kind))];
  }

  remove(shot: Shot): void {
    shot.forget();
    this.shots = this.shots.filter((it) => it !== shot);
  }

  async submit(place: LonLat, category: string): Promise<void> {
    if (this.sending || this.shots.some((it) => it.error)) return;
    const body = { lon: place.lon, lat: place.lat, category, note: this.note.trim() };
    const content = JSON.stringify(body);
    if (content !== this.#keyFor) {
      this.#key = newKey();
      this.#keyFor = content;
    }
    this.sending = true;
    this.error = null;
    try {
      const incident = await sendPatiently(api.report, body, this.#key, (it) => {
        this.retrying = it;
      });
      this.recent = withRecent(this.recent, category);
      remember('recent', this.recent.join(','));
      if (this.shots.length) await this.#keepPhotos(incident);
      this.#clear();
      panel.done(incident);
      feed.add(incident);
      void queue.flush();
    } catch (thrown) {
      const error = asRequestError(thrown);
      if (error.status === 0) await this.#keep(body);
      else this.error = error;
    } finally {
      this.sending = false;
      this.retrying = false;
    }
  }

  /** Without a network the report is kept and sent once there is one, under the key of the tries before. */
  async #keep(body: NewIncident): Promise<void> {
    const about = district.minors.get(body.category) ?? { zh: body.category, en: body.category };
    await queue.add({
      key: this.#key,
      at: Date.now(),
      by: account.who?.id ?? null,
      about: { zh: about.zh, en: about.en },
      what: { kind: 'report', body, caption: t('report.caption') },
      photos: waiting(this.shots),
      refused: null,
    });
    this.#clear();
    panel.queued();
  }

  /** The photos of a report that was taken follow as a word on its case, as soon as they get through. */
  #keepPhotos(incident: Incident): Promise<void> {
    const { zh, en } = incident.category;
    return queue.add({
      key: newKey(),
      at: Date.now(),
      by: account.who?.id ?? null,
      about: { zh, en },
      what: {
        kind: 'deed',
        id: incident.id,
        verb: 'comment',
        words: { zh: translate('zh', 'report.caption'), en: translate('en', 'report.caption') },
        body: { note: t('report.caption'), photos: [] },
      },
      photos: waiting(this.shots),
      refused: null,
    });
  }

  #clear(): void {
    this.note = '';
    this.#keyFor = '';
    forgetAll(this.shots);
    this.shots = [];
  }
}

export const report = new ReportState();
