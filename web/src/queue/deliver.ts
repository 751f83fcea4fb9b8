import { asRequestError } from '../api/problem';
import type { DeedBody, Incident, NewIncident } from '../incident/types';
import type { Waiting } from './types';

/** What delivering needs of the API. */
export interface Post {
  addPhoto: (file: Blob) => Promise<{ id: string }>;
  report: (body: NewIncident, key: string) => Promise<Incident>;
  act: (id: string, verb: string, body: DeedBody, key: string, revision: number | null) => Promise<Incident>;
}

export type Outcome =
  | { kind: 'sent'; incident: Incident }
  /** The network or the server is away; the same again later. */
  | { kind: 'later' /** In so many seconds, where the server said so. */; after: number | null }
  /** The server will not have it, however often. */
  | { kind: 'refused'; zh: string; en: string };

/** Sends what waits: photos first, each remembered as soon as it is there, then the thing itself under its key. */
export async function deliver(
  it: Waiting,
  post: Post,
  save: (it: Waiting) => Promise<void>,
): Promise<Outcome> {
  try {
    let photos = it.photos;
    for (const [at, photo] of photos.entries()) {
      if (photo.id) continue;
      const { id } = await post.addPhoto(photo.file);
      photos = photos.with(at, { ...photo, id });
      await save({ ...it, photos });
    }
    const { what } = it;
    const named = photos.flatMap(({ id, kind }) => (id ? [{ id, kind }] : []));
    if (what.kind === 'report') {
      const incident = await post.report(what.body, it.key);
      if (!named.length) return { kind: 'sent', incident };
      // Photos come to the case in a word of their own, under a key of its own.
      const body = { note: what.caption ?? '', photos: named };
      return {
        kind: 'sent',
        incident: await post.act(incident.id, 'comment', body, `${it.key}-photos`, null),
      };
    }
    // No revision: hours may have passed, and the case flow itself refuses what is not open any more.
    const incident = await post.act(what.id, what.verb, { ...what.body, photos: named }, it.key, null);
    return { kind: 'sent', incident };
  } catch (thrown) {
    const error = asRequestError(thrown);
    // Who is signed out signs in again and it goes on.
    if (error.passing || error.status === 401) return { kind: 'later', after: error.retryAfter };
    const words = (lang: 'zh' | 'en') =>
      error.fields.map((field) => field[lang]).join('; ') || error.text(lang) || `HTTP ${error.status}`;
    return { kind: 'refused', zh: words('zh'), en: words('en') };
  }
}
