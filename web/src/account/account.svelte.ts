import { whenRefused } from '../api/client';
import { asRequestError, type RequestError } from '../api/problem';
import { offline } from '../offline/offline.svelte';
import { recall, remember } from '../ui/memory';
import { accountApi } from './api';
import type { Me, Permission, Persona } from './types';

/** What the page asks about the account, over everything else. */
export type AccountDialog = 'sign-in' | 'sessions' | 'tokens' | 'password' | 'second-factor' | 'first';

const NOBODY: Me = { account: null, permissions: ['see_map', 'report'], must_enrol: false, personas: false };
/** Roles that look after others' work more than their own. */
const OVERSEERS = new Set(['supervisor', 'leader', 'inspector', 'office', 'administrator']);
/** The one-time link of the first administrator ends in this and the token. */
const FIRST = '#first=';
/** Remembers that somebody signed out while the server could not be told. */
const LEAVING = 'leaving';

/** Who is signed in. Lists load when this is known and anew when it changes. */
class AccountState {
  /** `null` until the server has told. */
  me = $state.raw<Me | null>(null);
  error = $state.raw<RequestError | null>(null);
  dialog = $state<AccountDialog | null>(null);
  /** Whether the session ended while the page was open. */
  lapsed = $state(false);
  personas = $state.raw<readonly Persona[]>([]);
  firstToken = '';

  who = $derived(this.me?.account ?? null);
  role = $derived(this.who?.roles[0] ?? null);
  /** Whether it looks after others' work more than its own. */
  oversees = $derived(OVERSEERS.has(this.role?.role ?? ''));

  may(permission: Permission): boolean {
    return this.me?.permissions.includes(permission) ?? false;
  }

  async start(): Promise<void> {
    addEventListener('online', () => void this.#leave().catch(() => {}));
    whenRefused(() => {
      if (!this.who) return;
      this.lapsed = true;
      this.me = { ...NOBODY, personas: this.me?.personas ?? false };
      this.open('sign-in');
    });
    if (location.hash.startsWith(FIRST)) {
      this.firstToken = location.hash.slice(FIRST.length);
      // The token works once and is nobody else's: it does not stay in the address.
      history.replaceState(null, '', location.pathname + location.search);
      this.dialog = 'first';
    }
    try {
      await this.#leave();
      this.me = await accountApi.me();
    } catch (thrown) {
      this.error = asRequestError(thrown);
      // Who cannot be told from nobody sees what everybody sees.
      this.me = NOBODY;
    }
    if (!this.who && this.me.personas && !this.dialog) this.open('sign-in');
    if (this.me.must_enrol) this.dialog = 'second-factor';
  }

  open(dialog: AccountDialog): void {
    this.dialog = dialog;
    if (dialog === 'sign-in' && this.me?.personas && !this.personas.length) void this.#loadPersonas();
  }

  close(): void {
    this.dialog = null;
  }

  /** Takes in whoever just signed in. */
  welcome(me: Me): void {
    this.lapsed = false;
    remember(LEAVING, '');
    // The answer to a sign-in by password does not say that personas are offered.
    this.me = { ...me, personas: me.personas || (this.me?.personas ?? false) };
    this.dialog = me.must_enrol ? 'second-factor' : null;
  }

  /** Asks again who one is and what one may do. */
  async refresh(): Promise<void> {
    this.me = await accountApi.me();
    this.error = null;
  }

  async signOut(): Promise<void> {
    try {
      await accountApi.signOut();
    } catch (thrown) {
      const error = asRequestError(thrown);
      // Without a network the page forgets at once, and the server is told as soon as it can be.
      if (error.status === 0) remember(LEAVING, '1');
      // Signed out already is signed out.
      else if (error.status !== 401) throw error;
    }
    await offline.forget();
    this.me = { ...NOBODY, personas: this.me?.personas ?? false };
    if (this.me.personas) this.open('sign-in');
  }

  /** Ends the session of somebody who signed out without a network. */
  async #leave(): Promise<void> {
    if (recall(LEAVING) !== '1') return;
    try {
      await accountApi.signOut();
    } catch (thrown) {
      const error = asRequestError(thrown);
      if (error.status !== 401) throw error;
    }
    remember(LEAVING, '');
  }

  async #loadPersonas(): Promise<void> {
    try {
      this.personas = await accountApi.personas();
    } catch {
      // The password form below them still works.
    }
  }
}

export const account = new AccountState();
