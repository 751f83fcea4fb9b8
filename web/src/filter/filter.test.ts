import { describe, expect, it } from 'vitest';
import type { Major } from '../api/types';
import { example } from '../incident/example';
import { majorCheck, minorCheck, toggleMajor, toggleMinor } from './categories';
import { EVERYTHING, type Filter, matches, openOnly, period, toQuery } from './filter';
import { filterFromUrl, toUrl, viewFromUrl } from './url';

const NOW = Date.parse('2026-11-21T21:05:00+08:00');
const DAY = 86_400_000;
const some: Filter = {
  categories: ['01', '0502'],
  status: ['open'],
  span: 'custom',
  from: '2026-11-01',
  to: '2026-11-20',
};

describe('the filter in the address', () => {
  it('comes back as it went in', () => {
    expect(filterFromUrl(toUrl('', some, null))).toEqual(some);
    expect(filterFromUrl(toUrl('', EVERYTHING, null))).toEqual(EVERYTHING);
  });

  it('is not there at all when nothing is filtered', () => {
    expect(toUrl('', EVERYTHING, null)).toBe('');
  });

  it('leaves what belongs to others and drops its own leftovers', () => {
    expect(toUrl('?lang=en&cat=02&time=7d', EVERYTHING, null)).toBe('?lang=en');
  });

  it('reads well', () => {
    expect(toUrl('', some, { zoom: 15.2, lat: 22.548, lon: 113.941 })).toBe(
      '?cat=01,0502&status=open&time=custom&from=2026-11-01&to=2026-11-20&m=15.20/22.54800/113.94100',
    );
  });

  it('carries the place on the map', () => {
    expect(viewFromUrl('?m=15.20/22.54800/113.94100')).toEqual({ zoom: 15.2, lat: 22.548, lon: 113.941 });
  });

  it('ignores nonsense', () => {
    const nonsense = '?cat=1,abc,<b>&status=gone&time=soon&from=2026-1-1';
    expect(filterFromUrl(nonsense)).toEqual(EVERYTHING);
    for (const m of ['', '?m=1/2', '?m=a/b/c', '?m=15/95/113', '?m=99/22/113']) {
      expect(viewFromUrl(m), m).toBeNull();
    }
  });
});

describe('the period', () => {
  it('of today begins at midnight in Shanghai', () => {
    const early = Date.parse('2026-11-21T00:30:00+08:00');
    const midnight = Date.parse('2026-11-21T00:00:00+08:00');
    expect(period({ ...EVERYTHING, span: 'today' }, NOW)).toEqual([midnight, null]);
    expect(period({ ...EVERYTHING, span: 'today' }, early)).toEqual([midnight, null]);
  });

  it('of some days counts back from now', () => {
    expect(period({ ...EVERYTHING, span: '30d' }, NOW)).toEqual([NOW - 30 * DAY, null]);
  });

  it('of custom days includes the last day whole', () => {
    const [from, to] = period(some, NOW);
    expect(from).toBe(Date.parse('2026-11-01T00:00:00+08:00'));
    expect(to).toBe(Date.parse('2026-11-21T00:00:00+08:00'));
  });

  it('of custom days that run backwards has no end', () => {
    expect(period({ ...some, from: '2026-11-30' }, NOW)[1]).toBeNull();
  });
});

describe('the query', () => {
  it('says nothing about what is not filtered', () => {
    expect(toQuery(EVERYTHING, NOW).toString()).toBe('');
  });

  it('is the same for lists and tiles', () => {
    expect(Object.fromEntries(toQuery(some, NOW))).toEqual({
      category: '01,0502',
      status: 'open',
      from: '2026-10-31T16:00:00.000Z',
      to: '2026-11-20T16:00:00.000Z',
    });
  });
});

describe('a new incident', () => {
  const fits = (filter: Partial<Filter>, change = {}) =>
    matches({ ...EVERYTHING, ...filter }, example(change), NOW);

  it('fits its major, its minor and no other', () => {
    expect(fits({ categories: ['01'] })).toBe(true);
    expect(fits({ categories: ['0102'] })).toBe(true);
    expect(fits({ categories: ['0101', '05'] })).toBe(false);
  });

  it('fits open while someone has to act', () => {
    expect(fits({ status: ['open'] })).toBe(true);
    expect(fits({ status: ['open'] }, { stage: 'void' })).toBe(false);
    expect(fits({ status: ['closed'] }, { stage: 'closed' })).toBe(true);
    expect(fits({ status: ['handling', 'reported'] })).toBe(true);
  });

  it('fits the period up to, not including, its end', () => {
    const days = { span: 'custom' as const, from: '2026-11-20', to: '2026-11-21' };
    expect(fits(days, { reported_at: '2026-11-21T23:59:59+08:00' })).toBe(true);
    expect(fits(days, { reported_at: '2026-11-22T00:00:00+08:00' })).toBe(false);
  });
});

describe('the count of the open', () => {
  it('asks for what is open under the filter', () => {
    expect(openOnly(EVERYTHING)?.status).toEqual(['open']);
    expect(openOnly({ ...EVERYTHING, status: ['handling', 'closed'] })?.status).toEqual(['handling']);
  });

  it('is nothing where only closed ones are wanted', () => {
    expect(openOnly({ ...EVERYTHING, status: ['closed'] })).toBeNull();
  });
});

describe('the category tree', () => {
  const minor = (code: string) => ({
    code,
    zh: code,
    en: code,
    owner: 'grid' as const,
    limit: null,
    on_the_spot: false,
  });
  const major: Major = { code: '01', zh: '', en: '', minors: [minor('0101'), minor('0102')] };

  it('chooses a major whole and lets go of it whole', () => {
    expect(toggleMajor(['02'], major)).toEqual(['01', '02']);
    expect(toggleMajor(['01', '02'], major)).toEqual(['02']);
  });

  it('makes a partly chosen major whole', () => {
    expect(majorCheck(['0101'], major)).toBe('part');
    expect(toggleMajor(['0101'], major)).toEqual(['01']);
  });

  it('turns all minors into their major, and back', () => {
    expect(toggleMinor(['0101', '02'], major, '0102')).toEqual(['01', '02']);
    expect(toggleMinor(['01'], major, '0102')).toEqual(['0101']);
    expect(minorCheck(['01'], '0102')).toBe(true);
  });

  it('lets go of the last minor', () => {
    expect(toggleMinor(['0101'], major, '0101')).toEqual([]);
  });
});
