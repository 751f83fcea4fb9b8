import { describe, expect, it } from 'vitest';
import { EVERYTHING, type Filter } from '../filter/filter';
import { fromView, toView } from './convert';
import { asSort } from './types';

describe('a saved view', () => {
  it('says what the page’s filter says, and gives it back', () => {
    const some: Filter[] = [
      EVERYTHING,
      { ...EVERYTHING, categories: ['0102', '03'], status: ['open'], span: '7d' },
      { ...EVERYTHING, span: 'custom', from: '2026-11-01', to: '2026-11-20' },
      { ...EVERYTHING, span: 'custom', from: '2026-11-01', to: '' },
    ];
    for (const filter of some) {
      expect(fromView(toView(filter))).toEqual({ filter, rest: {} });
    }
  });

  it('keeps a span that ends now open', () => {
    expect(toView({ ...EVERYTHING, span: '30d' })).toEqual({ days: 30 });
  });

  it('leaves to the server what the page has no field for', () => {
    const { filter, rest } = fromView({ category: '0102,03', grid: 'W0001', days: 14 });
    expect(filter.categories).toEqual(['0102', '03']);
    expect(rest).toEqual({ grid: 'W0001', days: 14 });
  });

  it('has an order that the list knows', () => {
    expect(asSort('work', null)).toBe('due_at');
    expect(asSort('incidents', 'category')).toBe('category');
    expect(asSort('incidents', 'nonsense')).toBe('-reported_at');
  });
});
