import { api } from '../api/client';
import { asRequestError, type RequestError } from '../api/problem';
import type { WaitingPhoto } from '../queue/types';
import type { PhotoKind } from './types';

/** A photo that is to go with a deed or a report: it is sent at once, so that one that is no good is told of at once. */
export class Shot {
  id = $state<string | null>(null);
  error = $state.raw<RequestError | null>(null);
  busy = $state(false);
  readonly url: string;

  constructor(
    readonly file: File,
    readonly kind: PhotoKind,
  ) {
    this.url = URL.createObjectURL(file);
    void this.send();
  }

  async send(): Promise<void> {
    this.busy = true;
    this.error = null;
    try {
      this.id = (await api.addPhoto(this.file)).id;
    } catch (thrown) {
      const error = asRequestError(thrown);
      // Without a network it goes with the rest, later.
      if (!error.passing) this.error = error;
    } finally {
      this.busy = false;
    }
  }

  forget(): void {
    URL.revokeObjectURL(this.url);
  }
}

/** What photos are added to. */
export interface ShotBag {
  shots: readonly Shot[];
  add(files: FileList | null, kind: PhotoKind): void;
  remove(shot: Shot): void;
}

/** Photos as they wait for the network. */
export const waiting = (shots: readonly Shot[]): WaitingPhoto[] =>
  shots.map(({ file, kind, id }) => ({ file, kind, id }));

export function forgetAll(shots: readonly Shot[]): void {
  for (const it of shots) it.forget();
}
