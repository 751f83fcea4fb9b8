import { describe, expect, it } from 'vitest';
import { example } from '../incident/example';
import { type Action, EMPTY, KEPT, reduce } from './reducer';

const run = (...actions: Action[]) => actions.reduce(reduce, EMPTY);
const at = (id: string, minute: number) =>
  example({ id, reported_at: new Date(Date.UTC(2026, 10, 21, 4, minute)).toISOString() });

describe('the feed', () => {
  it('shows the newest first, whatever order they come in', () => {
    const feed = run(
      { type: 'loaded', items: [at('a', 1), at('b', 3)] },
      { type: 'incident', incident: at('c', 2) },
    );
    expect(feed.items.map((it) => it.id)).toEqual(['b', 'c', 'a']);
  });

  it('shows an incident once though it is reported here and comes by the stream', () => {
    const feed = run(
      { type: 'incident', incident: at('a', 1) },
      { type: 'incident', incident: { ...at('a', 1), stage: 'accepted' } },
    );
    expect(feed.items).toHaveLength(1);
    expect(feed.items[0]?.stage).toBe('accepted');
  });

  it('shows how an incident goes on, and nothing of one it does not show', () => {
    const one = { ...at('a', 1), stage: 'handling' as const };
    expect(run({ type: 'loaded', items: [at('a', 1)] }, { type: 'changed', incident: one }).items).toEqual([
      one,
    ]);
    expect(run({ type: 'changed', incident: one }).items).toEqual([]);
  });

  it('marks as fresh what came by the stream, not what was loaded', () => {
    const feed = run({ type: 'loaded', items: [at('a', 1)] }, { type: 'incident', incident: at('b', 2) });
    expect([...feed.fresh]).toEqual(['b']);
  });

  it('keeps no more than anyone reads', () => {
    const many = Array.from({ length: KEPT + 9 }, (_, i) => at(`i${i}`, i % 60));
    const feed = many.reduce((it, incident) => reduce(it, { type: 'incident', incident }), EMPTY);
    expect(feed.items).toHaveLength(KEPT);
    expect(feed.fresh.size).toBeLessThanOrEqual(KEPT);
  });

  it('asks for a reload on resync and after a gap, not at the first hello', () => {
    expect(run({ type: 'hello' }).resyncs).toBe(0);
    expect(run({ type: 'hello' }, { type: 'resync' }).resyncs).toBe(1);
    expect(run({ type: 'hello' }, { type: 'lost' }, { type: 'hello' }).resyncs).toBe(1);
  });

  it('tells live from reconnecting from offline', () => {
    expect(EMPTY.connection).toBe('connecting');
    expect(run({ type: 'hello' }).connection).toBe('live');
    expect(run({ type: 'hello' }, { type: 'lost' }).connection).toBe('reconnecting');
    expect(run({ type: 'hello' }, { type: 'offline' }, { type: 'lost' }).connection).toBe('offline');
    expect(run({ type: 'offline' }, { type: 'hello' }).connection).toBe('live');
  });
});
