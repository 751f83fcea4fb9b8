import type { Stage } from './types';

/** All stages, in the order of the national flow, then the side tracks. */
export const STAGES: readonly Stage[] = [
  'reported',
  'verifying',
  'accepted',
  'filed',
  'dispatched',
  'handling',
  'awaiting_check',
  'closed',
  'returned',
  'disputed',
  'deferred',
  'suspended',
  'rework',
  'rejected',
  'void',
  'reopened',
];

/** What a stage means to someone who looks at the map: one colour each. */
export type Tone = 'new' | 'active' | 'check' | 'trouble' | 'done';

export const TONES: readonly Tone[] = ['new', 'active', 'check', 'trouble', 'done'];

const TONE: Record<Stage, Tone> = {
  reported: 'new',
  verifying: 'new',
  accepted: 'new',
  reopened: 'new',
  filed: 'active',
  dispatched: 'active',
  handling: 'active',
  awaiting_check: 'check',
  returned: 'trouble',
  disputed: 'trouble',
  deferred: 'trouble',
  suspended: 'trouble',
  rework: 'trouble',
  closed: 'done',
  rejected: 'done',
  void: 'done',
};

export function tone(stage: Stage): Tone {
  return TONE[stage] ?? 'active';
}

export function stagesOf(wanted: Tone): Stage[] {
  return STAGES.filter((it) => TONE[it] === wanted);
}

/** Whether someone still has to act. */
export function isOpen(stage: Stage): boolean {
  return TONE[stage] !== 'done';
}
