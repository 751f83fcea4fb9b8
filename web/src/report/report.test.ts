import { describe, expect, it, vi } from 'vitest';
import { RequestError } from '../api/problem';
import { example } from '../incident/example';
import { newKey } from './key';
import { recentFrom, withRecent } from './recent';
import { sendPatiently } from './send';

const body = { lon: 113.94, lat: 22.55, category: '0102', note: '' };
const quick = () => Promise.resolve();

describe('sending a report', () => {
  it('tries again with the same key while the network is down', async () => {
    const send = vi.fn().mockRejectedValueOnce(new TypeError('failed')).mockResolvedValueOnce(example());
    await expect(sendPatiently(send, body, 'k', () => {}, quick)).resolves.toEqual(example());
    expect(send.mock.calls.map((it) => it[1])).toEqual(['k', 'k']);
  });

  it('gives up after three tries', async () => {
    const send = vi.fn().mockRejectedValue(new RequestError(0));
    await expect(sendPatiently(send, body, 'k', () => {}, quick)).rejects.toMatchObject({ status: 0 });
    expect(send).toHaveBeenCalledTimes(3);
  });

  it('does not repeat what the server refused', async () => {
    const send = vi.fn().mockRejectedValue(new RequestError(422));
    await expect(sendPatiently(send, body, 'k', () => {}, quick)).rejects.toMatchObject({ status: 422 });
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('waits as long as a busy server asks, but not for ever', async () => {
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    const send = vi
      .fn()
      .mockRejectedValueOnce(new RequestError(503, {}, 4))
      .mockRejectedValue(new RequestError(503, {}, 60));
    await expect(sendPatiently(send, body, 'k', () => {}, sleep)).rejects.toMatchObject({ status: 503 });
    expect(waits).toEqual([4000]);
  });
});

describe('the key', () => {
  it('is new every time and visible ASCII', () => {
    expect(newKey()).not.toBe(newKey());
    expect(newKey()).toMatch(/^[!-~]{32,128}$/);
  });

  it('can be made without a secure context', () => {
    const { getRandomValues } = crypto;
    vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) });
    expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
    vi.unstubAllGlobals();
  });
});

describe('recent categories', () => {
  it('come newest first, each once, five at most', () => {
    expect(withRecent(['0101', '0102'], '0102')).toEqual(['0102', '0101']);
    expect(withRecent(['1', '2', '3', '4', '5'], '6')).toEqual(['6', '1', '2', '3', '4']);
  });

  it('survive a spoilt memory', () => {
    expect(recentFrom('0102,x,,05011')).toEqual(['0102']);
    expect(recentFrom(null)).toEqual([]);
  });
});

describe('a problem', () => {
  it('is told in the reader’s language', () => {
    const problem = new RequestError(422, {
      type: '/problems/outside-district',
      title: '不在辖区内 / Outside the district',
      detail: '12 m away',
      detail_zh: '相距 12 米',
    });
    expect(problem.text('zh')).toBe('不在辖区内：相距 12 米');
    expect(problem.text('en')).toBe('Outside the district: 12 m away');
    expect(problem.slug).toBe('outside-district');
  });
});
