import type { Scope } from '../accounts/types';
import type { Bilingual } from '../api/types';

export const ROBOT_KINDS = ['wecom', 'dingtalk', 'feishu', 'generic'] as const;
export type RobotKind = (typeof ROBOT_KINDS)[number];

/** A robot of a chat group. Its address and secret are told to nobody again. */
export interface Robot {
  id: number;
  name: string;
  kind: RobotKind;
  kind_zh: string;
  kind_en: string;
  host: string;
  /** Whether it has a secret to sign with. */
  signed: boolean;
  /** Which kinds of message it gets; all where it is empty. */
  kinds: string[];
  scope: Scope;
  /** Whether several messages that wait become one. */
  digest: boolean;
  enabled: boolean;
  waiting: number;
  dead: number;
}

export interface KindOfMessage extends Bilingual {
  kind: string;
}

export interface Robots {
  robots: Robot[];
  kinds: KindOfMessage[];
}

/** What is sent of a robot; what is absent stays. */
export interface RobotBody {
  name?: string;
  kind?: RobotKind;
  address?: string;
  secret?: string | null;
  kinds?: string[];
  scope?: Scope;
  digest?: boolean;
  enabled?: boolean;
}

export const LETTER_STATES = ['dead', 'waiting', 'delivered', 'dropped'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

/** A message on its way to a robot. */
export interface Letter extends Bilingual {
  id: number | string;
  robot: { id: number; name: string };
  state: LetterState;
  incident: string;
  at: string;
  tries: number;
  next_at: string | null;
  error: Bilingual | null;
}

export interface Letters {
  items: Letter[];
  next: string | null;
}

export interface Hosts {
  hosts: string[];
  usual: string[];
}
