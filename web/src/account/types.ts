import type { Bilingual } from '../api/types';

/** What the server lets somebody do (`model::Permission`). */
export type Permission =
  | 'see_map'
  | 'report'
  | 'see_incidents'
  | 'see_people'
  | 'work'
  | 'rule'
  | 'manage_people'
  | 'edit_partition'
  | 'configure'
  | 'import'
  | 'manage_accounts'
  | 'see_audit'
  | 'manage_robots'
  | 'share_views';

export interface Grant extends Bilingual {
  role: string;
}

/** A person or unit by staff number. */
export interface Bearer {
  code: string;
  name: string;
  post: string;
}

export interface Account {
  id: number;
  login: string;
  name: string;
  /** The first is the one it acts in where nothing else decides. */
  roles: Grant[];
  person: Bearer | null;
  password: boolean;
  totp: boolean;
}

/** Who is signed in, and what they may do. */
export interface Me {
  account: Account | null;
  permissions: Permission[];
  /** A second factor has to be enrolled before anything else. */
  must_enrol: boolean;
  /** One may sign in as a persona: a demonstration on this machine. */
  personas: boolean;
}

export interface Persona extends Account {
  persona: string;
}

export interface Session {
  id: number;
  opened_at: string;
  seen_at: string;
  address: string | null;
  agent: string;
  current: boolean;
}

/** What an authenticator has to be told. */
export interface Enrolment {
  key: string;
  uri: string;
}

export const TOKEN_SCOPES = ['read', 'report', 'work', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** A token by which a program acts for an account. */
export interface ApiToken {
  id: number;
  name: string;
  scopes: TokenScope[];
  made_at: string;
  /** `null` for never. */
  expires_at: string | null;
}

export type NewToken = Pick<ApiToken, 'name' | 'scopes' | 'expires_at'>;
