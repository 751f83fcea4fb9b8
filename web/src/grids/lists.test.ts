import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { along, byCommunity, gridKey, narrowed, strain } from './balance';
import { Latest } from './latest';
import { bordersOf } from './roads';
import type { DutyGrid, Edge, EdgeInfo } from './types';

const grid = (community: string, name: string | null, share: number): DutyGrid => ({
  person: name ? { code: `W${name}`, name, post: '网格员' } : null,
  community,
  community_name: `${community}社区`,
  cells: [`44030500200${share * 10}`],
  area_m2: 100_000,
  street_m: 1000,
  incidents: 3,
  share,
  parts: 1,
  label: [113.9, 22.5],
});

describe('duty grids', () => {
  const all = byCommunity([
    grid('乙', '李', 1.2),
    grid('甲', null, 0),
    grid('甲', '王', 0.9),
    grid('甲', '张', 1.1),
  ]);

  it('come by community, the heaviest first, unheld ground last', () => {
    expect(all.map((it) => it.code).sort()).toEqual(['乙', '甲']);
    const first = all.find((it) => it.code === '甲');
    expect(first?.grids.map((it) => it.person?.name ?? null)).toEqual(['张', '王', null]);
    expect(first?.area_m2).toBe(300_000);
  });

  it('are found by name, community and part of a cell’s code', () => {
    expect(narrowed(all, ' 王 ')[0]?.grids).toHaveLength(1);
    expect(narrowed(all, '乙社区')).toHaveLength(1);
    expect(narrowed(all, '4403050020012')).toHaveLength(1);
    expect(narrowed(all, '没有')).toEqual([]);
    expect(narrowed(all, '')).toHaveLength(2);
  });

  it('are told apart by holder and community', () => {
    expect(gridKey(grid('甲', '王', 1))).not.toBe(gridKey(grid('乙', '王', 1)));
  });

  it('are only spoken of beyond fifteen percent', () => {
    expect([0.84, 0.86, 1, 1.14, 1.16].map(strain)).toEqual(['light', 'even', 'even', 'even', 'heavy']);
    expect([0, 1, 2, 9].map(along)).toEqual([0, 0.5, 1, 1]);
  });
});

describe('the roads on a cell’s border', () => {
  const edge = (it: Partial<EdgeInfo>): Edge => ({
    type: 'Feature',
    properties: {
      left: null,
      right: null,
      class: 'branch',
      road: null,
      road_name: null,
      segment: null,
      length_m: 10,
      ...it,
    },
    geometry: { type: 'LineString', coordinates: [] },
  });

  it('are summed on either side, the longest first, and what was drawn is told', () => {
    const { roads, cut_m } = bordersOf('a', [
      edge({ left: 'a', road: 'R1', road_name: '一路' }),
      edge({ right: 'a', road: 'R2', road_name: '二路', length_m: 15 }),
      edge({ right: 'a', road: 'R1', road_name: '一路' }),
      edge({ left: 'b', right: 'c', road: 'R1', road_name: '一路' }),
      edge({ left: 'a', class: 'cut', length_m: 7 }),
    ]);
    expect(roads.map((it) => [it.name, it.length_m])).toEqual([
      ['一路', 20],
      ['二路', 15],
    ]);
    expect(cut_m).toBe(7);
  });
});

describe('the latest wish', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const quick = (seen: number[]) =>
    new Latest<number>(
      async (value) => void seen.push(value),
      100,
      800,
      () => Date.now(),
    );

  it('is what runs, at most once in the gap', async () => {
    const seen: number[] = [];
    const latest = quick(seen);
    for (let i = 1; i <= 5; i++) latest.ask(i);
    await vi.advanceTimersByTimeAsync(0);
    for (let i = 6; i <= 9; i++) latest.ask(i);
    await vi.advanceTimersByTimeAsync(99);
    expect(seen).toEqual([5]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toEqual([5, 9]);
  });

  it('waits for a run under way, and calls off one that takes too long', async () => {
    const ended: string[] = [];
    const latest = new Latest<number>(
      (value, signal) =>
        new Promise((done) => {
          const timer = setTimeout(() => done(void ended.push(`${value} done`)), value);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            done(void ended.push(`${value} off`));
          });
        }),
      100,
      800,
      () => Date.now(),
    );
    latest.ask(300);
    await vi.advanceTimersByTimeAsync(150);
    latest.ask(5000);
    await vi.advanceTimersByTimeAsync(160);
    expect(ended).toEqual(['300 done']);
    latest.ask(10);
    await vi.advanceTimersByTimeAsync(900);
    expect(ended).toEqual(['300 done', '5000 off', '10 done']);
  });

  it('that is urgent does not wait, and one that is stopped never runs', async () => {
    const seen: number[] = [];
    const latest = quick(seen);
    latest.ask(1, true);
    await vi.advanceTimersByTimeAsync(0);
    latest.ask(2, true);
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([1, 2]);
    latest.ask(3);
    latest.stop();
    await vi.advanceTimersByTimeAsync(500);
    expect(seen).toEqual([1, 2]);
  });
});
