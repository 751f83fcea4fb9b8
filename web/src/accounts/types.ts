import type { Account, Grant } from '../account/types';

/** As what an account may act. */
export const ACCOUNT_ROLES = [
  'grid_member',
  'supervisor',
  'leader',
  'handling_unit',
  'acceptor',
  'dispatcher',
  'inspector',
  'office',
  'administrator',
  'resident',
] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

/** The part of the district that a role is about, in codes; lists that are empty leave their side open. */
export interface Scope {
  subdistricts: string[];
  communities: string[];
  roads: string[];
  units: string[];
  categories: string[];
}
export type ScopeKind = keyof Scope;
export const SCOPE_KINDS = ['subdistricts', 'communities', 'roads', 'units', 'categories'] as const;

export interface FullGrant extends Grant {
  scope: Scope;
}

export interface FullAccount extends Account {
  roles: FullGrant[];
  created_at: string;
  /** Since when nobody can sign in with it. */
  disabled_at: string | null;
}

/** A role that is given; without a scope the one that is usual for it. */
export interface NewGrant {
  role: string;
  scope?: Scope;
}

export interface NewAccount {
  login: string;
  name: string;
  roles: NewGrant[];
  person: string | null;
  password?: string;
}

/** What is to be different; what is absent stays. */
export interface Revision {
  name?: string;
  roles?: NewGrant[];
  person?: string | null;
  enabled?: boolean;
}
