import { describe, expect, it } from 'vitest';
import { countdown } from './countdown';
import { afternoon, arranged, fieldOf, fromField, photosOf, steps, toField } from './deeds';
import { example } from './example';
import type { Deed, Flow } from './types';

const deed = (verb: string, ...needs: Deed['needs']): Deed => ({ verb, zh: verb, en: verb, needs });
const now = Date.parse('2026-11-22T12:00:00+08:00');

describe('what can be done', () => {
  it('offers what leads on large, and merging and comments last', () => {
    const { main, others } = arranged(['comment', 'return', 'merge', 'sign'].map((it) => deed(it)));
    expect(main?.verb).toBe('sign');
    expect(others.map((it) => it.verb)).toEqual(['return', 'merge', 'comment']);
  });

  it('offers nothing large where only words are left', () => {
    expect(arranged([deed('comment')])).toMatchObject({ main: null });
    expect(arranged([])).toEqual({ main: null, others: [] });
  });

  it('asks for what the deed takes', () => {
    expect(fieldOf('redispatch')).toBe('unit');
    expect(fieldOf('sign')).toBe(null);
    expect(
      photosOf(deed('handle_on_the_spot', 'before_photo', 'after_photo')).map((it) => it.needed),
    ).toEqual([true, true]);
    expect(photosOf(deed('feed_back', 'after_photo'))).toEqual([
      { kind: 'before', needed: false },
      { kind: 'after', needed: true },
    ]);
    expect(photosOf(deed('accept'))).toEqual([]);
  });
});

describe('the seven stages', () => {
  const states = (stage: Parameters<typeof example>[0]) => steps(example(stage), null).map((it) => it.state);

  it('are done up to where the case is', () => {
    expect(states({ stage: 'reported' })).toEqual([
      'done',
      'now',
      'ahead',
      'ahead',
      'ahead',
      'ahead',
      'ahead',
    ]);
    expect(states({ stage: 'awaiting_check' }).indexOf('now')).toBe(5);
    expect(new Set(states({ stage: 'closed' }))).toEqual(new Set(['done']));
  });

  it('go no further for what was refused', () => {
    expect(states({ stage: 'rejected' })).toEqual(['done', ...Array.from({ length: 6 }, () => 'never')]);
  });

  it('show no time of an earlier round ahead of the present one', () => {
    const flow = {
      dispatched_at: '2026-11-20T10:00:00+08:00',
      fed_back_at: '2026-11-21T10:00:00+08:00',
    } as Flow;
    const at = steps(example({ stage: 'rework' }), flow);
    expect(at[2]?.at).toBe(flow.dispatched_at);
    expect(at[4]?.at).toBe(null);
  });
});

describe('clocks', () => {
  it('count down and up in two units at most', () => {
    expect(countdown('zh', '2026-11-22T13:20:30+08:00', now)).toEqual({
      text: '还剩 1 小时 20 分',
      over: false,
    });
    expect(countdown('zh', '2026-11-19T11:00:00+08:00', now)).toEqual({ text: '超期 3 天', over: true });
    expect(countdown('zh', '2026-11-21T10:30:00+08:00', now).text).toBe('超期 1 天 1 小时');
    expect(countdown('en', '2026-11-22T12:00:20+08:00', now).text).toBe('0 min left');
  });

  it('are written by the clock of Shanghai', () => {
    expect(toField('2026-11-22T16:30:00Z')).toBe('2026-11-23T00:30');
    expect(fromField('2026-11-23T00:30')).toBe('2026-11-23T00:30:00+08:00');
    expect(afternoon('2026-12-31T20:00:00+08:00', 1)).toBe('2027-01-01T17:00');
  });
});
