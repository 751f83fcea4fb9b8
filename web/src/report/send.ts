import { asRequestError } from '../api/problem';
import type { Incident, NewIncident } from '../incident/types';

export type Send = (body: NewIncident, key: string) => Promise<Incident>;

/** Waits before the second and the third try. */
const WAITS_MS = [800, 2_500];
/** A server that asks for longer than this is left to the person's own "try again". */
const LONGEST_WAIT_MS = 10_000;

/**
 * Sends a report and tries again, with the same key, while the network or the server is only passing
 * weak. Throws the last `RequestError`.
 */
export async function sendPatiently(
  send: Send,
  body: NewIncident,
  key: string,
  tell: (retrying: boolean) => void = () => {},
  sleep: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
): Promise<Incident> {
  for (const wait of [...WAITS_MS, null]) {
    try {
      return await send(body, key);
    } catch (thrown) {
      const error = asRequestError(thrown);
      const asked = (error.retryAfter ?? 0) * 1000;
      if (wait === null || !error.passing || asked > LONGEST_WAIT_MS) throw error;
      tell(true);
      await sleep(Math.max(wait, asked));
    }
  }
  throw new Error('unreachable: the last round returns or throws');
}
