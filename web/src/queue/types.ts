import type { Bilingual } from '../api/types';
import type { DeedBody, NewIncident, PhotoKind } from '../incident/types';

export interface WaitingPhoto {
  file: Blob;
  kind: PhotoKind;
  /** `null` until the server has it. */
  id: string | null;
}

/** Something that somebody did without a network: it is sent once there is one. */
export interface Waiting {
  /** Its `Idempotency-Key`: however often it is sent, it counts once. */
  key: string;
  /** When it was written, in milliseconds since 1970. */
  at: number;
  /** The account that wrote it; `null` for who did not sign in. */
  by: number | null;
  /** The category of the incident. */
  about: Bilingual;
  what:
    | { kind: 'report'; body: NewIncident /** What is said of its photos. */; caption?: string }
    | { kind: 'deed'; id: string; verb: string; words: Bilingual; body: DeedBody };
  photos: WaitingPhoto[];
  /** Why the server would not take it, once it has said so. */
  refused: Bilingual | null;
}
