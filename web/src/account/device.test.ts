import { describe, expect, it } from 'vitest';
import { deviceOf } from './device';

describe('a device', () => {
  it('is told by the most particular name of its browser', () => {
    expect(deviceOf('Mozilla/5.0 (Windows NT 10.0) Chrome/149.0 Safari/537.36 Edg/149.0')).toBe(
      'Edge · Windows',
    );
    expect(deviceOf('Mozilla/5.0 (Linux; Android 15) Chrome/149.0 Mobile Safari/537.36')).toBe(
      'Chrome · Android',
    );
    expect(deviceOf('Mozilla/5.0 (iPhone) MicroMessenger/8.0 Safari/604')).toBe('微信 WeChat · iOS');
  });

  it('is nothing where nothing is told', () => {
    expect(deviceOf('curl/8')).toBe('');
  });
});
