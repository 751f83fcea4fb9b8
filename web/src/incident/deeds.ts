import { dayOf } from '../people/time';
import type { Deed, Flow, Incident, PhotoKind, Stage } from './types';

/** What a form can ask for. */
export type Field = 'found' | 'unit' | 'checker' | 'until' | 'review_at' | 'into';

const FIELDS: Record<string, Field> = {
  verify: 'found',
  dispatch: 'unit',
  redispatch: 'unit',
  rule: 'unit',
  ask_deferral: 'until',
  approve_deferral: 'until',
  suspend: 'review_at',
  appoint_checker: 'checker',
  merge: 'into',
};

/** The field of a deed's own, if any; reason and photos come besides. */
export function fieldOf(verb: string): Field | null {
  return FIELDS[verb] ?? null;
}

/** A picture says more than a reason here, though nobody demands one. */
const MAY_SHOW = new Set(['comment', 'return', 'fail', 'reopen', 'ask_deferral']);

/** Which photos a form takes, and whether they are demanded. */
export function photosOf({ verb, needs }: Deed): { kind: PhotoKind; needed: boolean }[] {
  const before = needs.includes('before_photo');
  const after = needs.includes('after_photo');
  if (before || after)
    return [
      { kind: 'before', needed: before },
      { kind: 'after', needed: after },
    ];
  if (needs.includes('photo')) return [{ kind: 'other', needed: true }];
  return MAY_SHOW.has(verb) ? [{ kind: 'other', needed: false }] : [];
}

/** What leads a case on, the likeliest wish first. */
const ONWARD = [
  'feed_back',
  'sign',
  'pass',
  'rule',
  'approve_deferral',
  'resume',
  'redispatch',
  'dispatch',
  'file',
  'verify',
  'handle_on_the_spot',
  'accept',
  'publish',
];
const LAST = ['merge', 'comment'];

/** The one deed that is offered large, and the others, what is rarely meant at the end. */
export function arranged(legal: readonly Deed[]): { main: Deed | null; others: Deed[] } {
  const main = ONWARD.map((verb) => legal.find((it) => it.verb === verb)).find((it) => it) ?? null;
  const others = legal.filter((it) => it !== main);
  const rank = (it: Deed) => LAST.indexOf(it.verb);
  return { main, others: others.toSorted((a, b) => rank(a) - rank(b)) };
}

/** The seven stages of the national flow. */
export const STEPS = ['report', 'file', 'dispatch', 'handle', 'feed_back', 'check', 'close'] as const;
export type Step = (typeof STEPS)[number];

const AT: Partial<Record<Stage, Step>> = {
  reported: 'file',
  verifying: 'file',
  accepted: 'file',
  filed: 'dispatch',
  returned: 'dispatch',
  disputed: 'dispatch',
  reopened: 'dispatch',
  dispatched: 'handle',
  handling: 'handle',
  deferred: 'handle',
  suspended: 'handle',
  rework: 'handle',
  awaiting_check: 'check',
};

export interface StepState {
  step: Step;
  state: 'done' | 'now' | 'ahead' | 'never';
  at: string | null;
}

/** How far a case is on the seven stages; what was refused or merged goes no further. */
export function steps(it: Pick<Incident, 'stage' | 'reported_at'>, flow: Flow | null): StepState[] {
  const ended = it.stage === 'rejected' || it.stage === 'void';
  const step = AT[it.stage];
  const now = it.stage === 'closed' ? STEPS.length : ended ? 1 : step ? STEPS.indexOf(step) : 1;
  const times: Partial<Record<Step, string | null | undefined>> = {
    report: it.reported_at,
    file: flow?.filed_at,
    dispatch: flow?.dispatched_at,
    feed_back: flow?.fed_back_at,
    close: flow?.closed_at,
  };
  return STEPS.map((step, i) => ({
    step,
    state: i < now ? 'done' : ended ? 'never' : i === now ? 'now' : 'ahead',
    // What happened in an earlier round does not stand beside what is still ahead in this one.
    at: i < now ? (times[step] ?? null) : null,
  }));
}

/** A moment as `datetime-local` fields write it, by the clock of Shanghai. */
export function toField(moment: string | number): string {
  return new Date(new Date(moment).getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
}

/** The moment that such a field says. */
export function fromField(text: string): string {
  return `${text.length === 10 ? `${text}T17:00` : text}:00+08:00`;
}

/** Five in the afternoon, so many days after a moment. */
export function afternoon(moment: string | number, days: number): string {
  return `${dayOf(new Date(moment).getTime() + days * 86_400_000)}T17:00`;
}
