import { account } from '../account/account.svelte';
import { asRequestError, type RequestError } from '../api/problem';
import { viewsApi } from './api';
import type { ListName, SavedView } from './types';

/** The saved views of one list: one's own and those that are shared with one. */
export class Views {
  items = $state.raw<readonly SavedView[] | null>(null);
  error = $state.raw<RequestError | null>(null);

  constructor(readonly list: ListName) {}

  async load(): Promise<void> {
    if (!account.who) {
      this.items = null;
      return;
    }
    try {
      this.items = await viewsApi.all(this.list);
      this.error = null;
    } catch (thrown) {
      this.error = asRequestError(thrown);
    }
  }
}
