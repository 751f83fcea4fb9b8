import { describe, expect, it } from 'vitest';
import { newPassword } from './password';
import { everything, isEverything, troubleOf, withCode, withoutCode } from './scope';

describe('a scope', () => {
  it('names each code once, and is everything again without any', () => {
    const one = withCode(withCode(everything(), 'roads', 'R1'), 'roads', 'R1');
    expect(one.roads).toEqual(['R1']);
    expect(isEverything(one)).toBe(false);
    expect(isEverything(withoutCode(one, 'roads', 'R1'))).toBe(true);
  });
});

describe('roles', () => {
  it('are some, and each once', () => {
    expect(troubleOf([])).toBe('none');
    expect(troubleOf([{ role: 'office' }, { role: 'office' }])).toBe('twice');
    expect(troubleOf([{ role: 'office' }, { role: 'leader' }])).toBeNull();
  });
});

describe('a made password', () => {
  it('can be read out and is another each time', () => {
    expect(newPassword()).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
    expect(newPassword()).not.toBe(newPassword());
  });

  it('takes no sign more often than another', () => {
    const rounds = [new Uint8Array(32).fill(255), new Uint8Array(32).fill(0)];
    expect(newPassword(() => rounds.shift() ?? new Uint8Array(32))).toBe('aaaa-aaaa-aaaa-aaaa');
  });
});
