import { describe, expect, it } from 'vitest';
import { inOrder, overlap, type Zone, type ZoneShape } from './frontage';

const term = (from: string | null, to: string | null) => ({
  from: from && `${from}T00:00:00+08:00`,
  to: to && `${to}T00:00:00+08:00`,
});

describe('the terms of two pledges', () => {
  it('overlap unless one ends before the other begins, or as it begins', () => {
    expect(overlap(term('2026-01-01', '2027-01-01'), term('2026-12-31', null))).toBe(true);
    expect(overlap(term('2026-01-01', '2027-01-01'), term('2027-01-01', null))).toBe(false);
    expect(overlap(term('2027-01-01', null), term('2026-01-01', '2027-01-01'))).toBe(false);
    expect(overlap(term(null, null), term('2099-01-01', '2100-01-01'))).toBe(true);
    expect(overlap(term(null, '2026-01-01'), term(null, '2020-01-01'))).toBe(true);
  });
});

describe('zones', () => {
  it('are listed with those nobody signed for first, then along the road', () => {
    const zone = (code: string, from_m: number, holder: string | null) =>
      ({ properties: { code, road: 'R1', side: 'left', from_m, holder } as Zone }) as ZoneShape;
    const listed = inOrder([
      zone('a', 10, '王芳'),
      zone('b', 30, null),
      zone('c', 20, null),
      zone('d', 5, '李强'),
    ]);
    expect(listed.map((it) => it.code)).toEqual(['c', 'b', 'd', 'a']);
  });
});
