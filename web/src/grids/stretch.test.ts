import { describe, expect, it } from 'vitest';
import { chainageAt, clip, endOf, moved, placeAt, type Track } from './stretch';
import { dragged, handlesOf } from './tools';
import type { Position } from './types';

// East along a parallel, two segments of 100 and 50 m of chainage; the second bends north.
const track: Track = [
  {
    line: [
      [113.9, 22.5],
      [113.901, 22.5],
    ],
    from_m: 0,
    to_m: 100,
  },
  {
    line: [
      [113.901, 22.5],
      [113.9015, 22.5],
      [113.9015, 22.5005],
    ],
    from_m: 100,
    to_m: 150,
  },
];
const near = (a: Position | null, b: Position) => {
  expect(a?.[0]).toBeCloseTo(b[0], 7);
  expect(a?.[1]).toBeCloseTo(b[1], 7);
};

describe('a stretch of a road', () => {
  it('ends where its last segment ends', () => {
    expect(endOf(track)).toBe(150);
    expect(endOf([])).toBe(0);
  });

  it('knows the place of a chainage, and the chainage of a place beside it', () => {
    near(placeAt(track, 25), [113.90025, 22.5]);
    near(placeAt(track, 150), [113.9015, 22.5005]);
    near(placeAt(track, 999), [113.9015, 22.5005]);
    expect(chainageAt(track, [113.90025, 22.5001])).toBeCloseTo(25, 6);
    for (const it of [0, 13, 100, 101, 149.5]) {
      expect(chainageAt(track, placeAt(track, it) as Position)).toBeCloseTo(it, 4);
    }
    expect(placeAt([], 3)).toBeNull();
  });

  it('is cut at its ends, over segments', () => {
    expect(clip(track, 0, 150)).toHaveLength(2);
    const [first, second] = clip(track, 50, 110) as [Position[], Position[]];
    near(first[0] as Position, [113.9005, 22.5]);
    expect(second).toHaveLength(2);
    expect(clip(track, 20, 60)).toHaveLength(1);
    expect(clip(track, 200, 300)).toEqual([]);
  });

  it('keeps its ends on the road and in order, in whole metres', () => {
    expect(moved({ from_m: 10, to_m: 90 }, 'to', 61.4, 150)).toEqual({ from_m: 10, to_m: 61 });
    expect(moved({ from_m: 10, to_m: 90 }, 'to', 3, 150)).toEqual({ from_m: 10, to_m: 11 });
    expect(moved({ from_m: 10, to_m: 90 }, 'from', -5, 150)).toEqual({ from_m: 0, to_m: 90 });
    expect(moved({ from_m: 10, to_m: 90 }, 'to', 400, 149.6)).toEqual({ from_m: 10, to_m: 149.6 });
  });

  it('has a handle at either end, and a drag snaps to the road', () => {
    const tool = { kind: 'stretch', road: 'R', track, from_m: 10, to_m: 90 } as const;
    const handles = handlesOf(tool);
    expect(handles.map((it) => it.index)).toEqual([0, 1]);
    near(handles[1]?.place ?? null, [113.9009, 22.5]);
    expect(dragged(tool, 1, false, [113.9004, 22.5002])[0]).toMatchObject({ from_m: 10, to_m: 40 });
    expect(dragged(tool, 0, false, [113.95, 22.5])[0]).toMatchObject({ from_m: 89, to_m: 90 });
  });
});
