import { account } from '../account/account.svelte';
import { api } from '../api/client';
import { asRequestError, type RequestError } from '../api/problem';
import type { LonLat, NewIncident } from '../api/types';
import { feed } from '../feed/feed.svelte';
import { queue } from '../queue/queue.svelte';
import { district } from '../ui/district.svelte';
import { recall, remember } from '../ui/memory';
import { panel } from '../ui/panel.svelte';
import { newKey } from './key';
import { recentFrom, withRecent } from './recent';
import { sendPatiently } from './send';

export const NOTE_MAX = 500;

/** The report form. The same content keeps its key, so that trying again never reports twice. */
class ReportState {
  note = $state('');
  sending = $state(false);
  retrying = $state(false);
  error = $state.raw<RequestError | null>(null);
  recent = $state.raw<string[]>(recentFrom(recall('recent')));
  #key = '';
  #keyFor = '';

  async submit(place: LonLat, category: string): Promise<void> {
    if (this.sending) return;
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
      this.note = '';
      this.#keyFor = '';
      panel.done(incident);
      feed.add(incident);
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
      what: { kind: 'report', body },
      photos: [],
      refused: null,
    });
    this.note = '';
    this.#keyFor = '';
    panel.queued();
  }
}

export const report = new ReportState();
