import { asRequestError, type RequestError } from '../api/problem';
import { accountsApi } from './api';
import type { FullAccount } from './types';

/** All accounts, for administrators. */
class Accounts {
  items = $state.raw<readonly FullAccount[] | null>(null);
  error = $state.raw<RequestError | null>(null);

  of(id: number | null): FullAccount | undefined {
    return this.items?.find((it) => it.id === id);
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      this.items = await accountsApi.all();
    } catch (thrown) {
      this.error = asRequestError(thrown);
    }
  }

  /** Takes in an account as it is now. */
  put(changed: FullAccount): void {
    const rest = (this.items ?? []).filter((it) => it.id !== changed.id);
    this.items = [...rest, changed].toSorted((a, b) => a.id - b.id);
  }

  forget(): void {
    this.items = null;
    this.error = null;
  }
}

export const accounts = new Accounts();
