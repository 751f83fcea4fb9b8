import { describe, expect, it } from 'vitest';
import type { AuditEntry } from './types';
import { incidentOf, told } from './words';

const entry = (operation: string, body: unknown, subject: string | null = null): AuditEntry => ({
  seq: 1,
  at: '2026-11-22T10:00:00+08:00',
  actor: 'system',
  account: null,
  role: null,
  origin: null,
  operation,
  subject,
  body,
  hash: '',
});

describe('an entry of the trail', () => {
  it('tells the verbs of the first deed and how many there were', () => {
    const body = { deeds: { count: 3, first: [{ verbs: ['accept', 'file'] }] } };
    expect(told(entry('case', body))).toEqual({ what: 'case', verbs: ['accept', 'file'], count: 3 });
  });

  it('tells what changed of an account, and what became of a notice', () => {
    expect(told(entry('account', { signed_in: { session: 4 } })).what).toBe('account.signed_in');
    expect(told(entry('notice', { issued: '督〔2026〕1号' })).what).toBe('notice.issued');
  });

  it('survives what it does not know', () => {
    for (const body of [null, 'x', [], {}, { deeds: 4 }]) {
      expect(told(entry('case', body)).verbs).toEqual([]);
      expect(told(entry('later', body)).what).toBe('later');
    }
  });

  it('leads to an incident only where it is about one', () => {
    expect(incidentOf(entry('case', {}, 'a'))).toBe('a');
    expect(incidentOf(entry('account', {}, '4'))).toBeNull();
  });
});
