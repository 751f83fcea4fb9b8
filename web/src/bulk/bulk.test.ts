import { describe, expect, it } from 'vitest';
import { drawn, MOST_POINTS, type Point, ringOf } from './lasso';
import { forMany, meant, reasons, sharedField } from './plan';

const deed = (verb: string, needs: ('reason' | 'photo')[] = []) => ({ verb, needs, zh: verb, en: verb });
const at = ([lon, lat]: Point) => ({ lon, lat });

describe('what is done to many at once', () => {
  it('wants no look at each of them', () => {
    expect(forMany(deed('dispatch'))).toBe(true);
    expect(forMany(deed('return', ['reason']))).toBe(true);
    expect(forMany(deed('verify', ['photo']))).toBe(false);
    expect(forMany(deed('merge'))).toBe(false);
    expect(sharedField('dispatch')).toBe('unit');
    expect(sharedField('comment')).toBeNull();
  });

  it('names the cases that were picked, or the filter that means them', () => {
    const about = { zh: '', en: '' };
    const items = [
      { id: 'a', revision: 3, about },
      { id: 'b', revision: null, about },
    ];
    expect(meant({ kind: 'items', items })).toEqual({ items: [{ id: 'a', revision: 3 }, { id: 'b' }] });
    expect(meant({ kind: 'filter', filter: { road: 'R1' }, about })).toEqual({ filter: { road: 'R1' } });
  });

  it('tells the refusals by their reason, the commonest first', () => {
    const refused = (detail_zh: string) => ({
      id: '',
      status: 'refused' as const,
      stage: null,
      problem: { type: '', detail: detail_zh, detail_zh },
    });
    const can = { id: '', status: 'can' as const, stage: null, problem: null };
    expect(
      reasons([refused('甲'), can, refused('乙'), refused('乙')]).map((it) => [it.zh, it.count]),
    ).toEqual([
      ['乙', 2],
      ['甲', 1],
    ]);
  });
});

describe('a line drawn by hand', () => {
  it('closes to a ring', () => {
    const line: Point[] = [
      [0, 0],
      [40, 0],
      [40, 40],
    ];
    expect(ringOf(line, at)).toEqual([
      [0, 0],
      [40, 0],
      [40, 40],
      [0, 0],
    ]);
  });

  it('is nothing where it encloses nothing', () => {
    expect(
      ringOf(
        [
          [0, 0],
          [5, 5],
          [9, 9],
        ],
        at,
      ),
    ).toBeNull();
  });

  it('keeps no points that say nothing more, and never too many', () => {
    expect(drawn([[0, 0]], [1, 1])).toHaveLength(1);
    const circle = Array.from(
      { length: 5000 },
      (_, i): Point => [100 * Math.cos((i / 5000) * 2 * Math.PI), 100 * Math.sin((i / 5000) * 2 * Math.PI)],
    );
    expect(ringOf(circle, at)?.length).toBeLessThanOrEqual(MOST_POINTS + 1);
  });
});
