import { describe, expect, it, vi } from 'vitest';
import { RequestError } from '../api/problem';
import { example } from '../incident/example';
import { deliver, type Post } from './deliver';
import type { Waiting } from './types';

const waiting = (change: Partial<Waiting> = {}): Waiting => ({
  key: 'k',
  at: 0,
  by: 1,
  about: { zh: '暴露垃圾', en: 'Exposed rubbish' },
  what: {
    kind: 'deed',
    id: 'a',
    verb: 'feed_back',
    words: { zh: '处置反馈', en: 'feed back' },
    body: { note: '', photos: [] },
  },
  photos: [],
  refused: null,
  ...change,
});
const post = (change: Partial<Post> = {}): Post => ({
  addPhoto: vi.fn().mockResolvedValue({ id: 'p' }),
  report: vi.fn().mockResolvedValue(example()),
  act: vi.fn().mockResolvedValue(example()),
  ...change,
});
const file = new Blob(['x']);

describe('what waits', () => {
  it('is sent under its own key, photos first', async () => {
    const to = post();
    const saved = vi.fn().mockResolvedValue(undefined);
    await deliver(waiting({ photos: [{ file, kind: 'after', id: null }] }), to, saved);
    expect(to.act).toHaveBeenCalledWith(
      'a',
      'feed_back',
      { note: '', photos: [{ id: 'p', kind: 'after' }] },
      'k',
      null,
    );
    expect(saved).toHaveBeenCalledTimes(1);
  });

  it('does not send a photo twice that has arrived already', async () => {
    const to = post();
    await deliver(waiting({ photos: [{ file, kind: 'after', id: 'old' }] }), to, vi.fn());
    expect(to.addPhoto).not.toHaveBeenCalled();
  });

  it('brings the photos of a report to its case, each once', async () => {
    const to = post({ report: vi.fn().mockResolvedValue(example({ id: 'new' })) });
    const report = waiting({
      what: { kind: 'report', body: { lon: 1, lat: 2, category: '0102', note: '' }, caption: '照片' },
      photos: [{ file, kind: 'before', id: null }],
    });
    expect((await deliver(report, to, vi.fn())).kind).toBe('sent');
    expect(to.report).toHaveBeenCalledWith(report.what.kind === 'report' && report.what.body, 'k');
    const said = { note: '照片', photos: [{ id: 'p', kind: 'before' }] };
    expect(to.act).toHaveBeenCalledWith('new', 'comment', said, 'k-photos', null);
  });

  it('waits on while the network is away or one is signed out', async () => {
    for (const status of [0, 503, 401]) {
      const act = vi.fn().mockRejectedValue(new RequestError(status));
      expect(await deliver(waiting(), post({ act }), vi.fn())).toEqual({ kind: 'later', after: null });
    }
  });

  it('is given back with the reason where the server will not have it', async () => {
    const body = { title: '现在不能办理 / Not open', detail: 'it is closed', detail_zh: '已结案' };
    const act = vi.fn().mockRejectedValue(new RequestError(409, body));
    expect(await deliver(waiting(), post({ act }), vi.fn())).toEqual({
      kind: 'refused',
      zh: '现在不能办理：已结案',
      en: 'Not open: it is closed',
    });
  });
});
