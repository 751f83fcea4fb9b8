import { asRequestError, type RequestError } from '../api/problem';

/** One thing that a form does at a time, and why it was not taken. */
export class Attempt {
  busy = $state(false);
  error = $state.raw<RequestError | null>(null);

  /** Does it unless something is under way; tells whether it was done. */
  run = async (act: () => Promise<unknown>): Promise<boolean> => {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    try {
      await act();
      return true;
    } catch (thrown) {
      this.error = asRequestError(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  };
}
