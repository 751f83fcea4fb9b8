import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { fullColour, intensity, radius, readable } from './heat';
import { GROUP_NAMES, GROUPS, offFromUrl, offToUrl } from './layers';
import { palettes } from './palette';
import { tiles } from './sources';
import { layers, style } from './style';

describe('the style', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`is valid in the ${theme} palette`, () => {
      expect(validateStyleMin(style(palettes[theme], 'http://localhost', 'status=open'))).toEqual([]);
    });
  }

  it('has the same layers in both palettes, so that a theme only repaints', () => {
    const ids = (theme: 'light' | 'dark') => layers(palettes[theme]).map((it) => it.id);
    expect(ids('dark')).toEqual(ids('light'));
  });

  it('fetches nothing but tiles: no glyphs, no sprite', () => {
    const made = style(palettes.light, 'http://localhost', '');
    expect(made.glyphs).toBeUndefined();
    expect(made.sprite).toBeUndefined();
  });

  it('has every layer that a switch names', () => {
    const ids = new Set(layers(palettes.light).map((it) => it.id));
    for (const group of GROUP_NAMES) for (const id of GROUPS[group]) expect(ids.has(id), id).toBe(true);
  });
});

describe('tile addresses', () => {
  it('carry the filter and the version', () => {
    expect(tiles('http://h', 'heat')).toEqual(['http://h/tiles/heat/{z}/{x}/{y}.mvt']);
    expect(tiles('http://h', 'heat', 'status=open', 7)).toEqual([
      'http://h/tiles/heat/{z}/{x}/{y}.mvt?status=open&v=7',
    ]);
  });
});

describe('switches in the address', () => {
  it('name what is off', () => {
    expect(offToUrl('?lang=en', new Set(['roads', 'heat']))).toBe('?lang=en&off=heat,roads');
    expect([...offFromUrl('?off=heat,roads,nonsense')]).toEqual(['heat', 'roads']);
    expect(offToUrl('?off=heat', new Set())).toBe('');
  });
});

describe('the heat scale', () => {
  it('means the same density at neighbouring zooms', () => {
    const low = fullColour(12, 50_000, 1.8e7, 22.5);
    const high = fullColour(13, 50_000, 1.8e7, 22.5);
    expect(high / low).toBeCloseTo(1, 5);
  });

  it('never lets a lone incident look like a hotspot', () => {
    for (const zoom of [10, 14, 18]) expect(intensity(zoom, 1, 1.8e7, 22.5) * 0.3989).toBeLessThan(0.4);
  });

  it('stands for an empty or unmeasured district', () => {
    expect(intensity(14, 0, 1.8e7, 22.5)).toBeGreaterThan(0);
    expect(Number.isFinite(fullColour(14, 5, 0, 22.5))).toBe(true);
  });

  it('grows its dots with the zoom, within bounds', () => {
    expect(radius(5)).toBe(12);
    expect(radius(14)).toBeGreaterThan(radius(12));
    expect(radius(30)).toBe(52);
  });

  it('rounds to two digits', () => {
    expect([0.1234, 7.46, 41.3, 1234].map(readable)).toEqual(['0.12', '7.5', '41', '1230']);
  });
});
