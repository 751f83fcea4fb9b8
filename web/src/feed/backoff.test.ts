import { describe, expect, it } from 'vitest';
import { LONGEST_MS, waitOf } from './backoff';

describe('the wait before the stream is tried again', () => {
  it('doubles with every try that failed, up to half a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 99].map((it) => waitOf(it, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
  });

  it('is spread, so that many pages do not come at once', () => {
    expect(waitOf(9, 0)).toBe(LONGEST_MS * 0.8);
    expect(waitOf(0, 0.5)).toBe(900);
  });
});
