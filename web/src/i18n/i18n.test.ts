import { describe, expect, it } from 'vitest';
import { en } from './en';
import { ago, areaName, cellCode, chainage, distance, limit, moment, number } from './format';
import { chooseLang, isKey, translate } from './translate';
import { zh } from './zh';

const NOW = Date.parse('2026-11-21T21:05:03+08:00');
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((it) => it[1]).sort();

describe('the two languages', () => {
  it('have the same sentences, none of them empty', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    for (const text of [...Object.values(zh), ...Object.values(en)]) expect(text.trim()).not.toBe('');
  });

  it('leave the same holes to fill', () => {
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
      expect(holes(en[key]), key).toEqual(holes(zh[key]));
    }
  });

  it('keep Chinese out of the English and Latin words out of the Chinese', () => {
    const foreign = new Set(['lang.switch', 'lang.other', 'map.no_webgl_hint']);
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
      if (foreign.has(key)) continue;
      expect(en[key], key).not.toMatch(/\p{Script=Han}/u);
      expect(zh[key].replace(/\{\w+\}/g, ''), key).not.toMatch(/[a-z]{2,}/i);
    }
  });

  it('fill holes and leave unknown ones standing', () => {
    expect(translate('zh', 'report.done_who', { name: '张敏' })).toBe('由张敏处置');
    expect(translate('en', 'report.done_who', {})).toBe('{name} handles it');
  });

  it('know one from many in English', () => {
    expect(translate('en', 'unit.work_hour', { n: 1 })).toBe('1 working hour');
    expect(translate('en', 'unit.work_hour', { n: 4 })).toBe('4 working hours');
  });

  it('know which made-up keys have a sentence', () => {
    expect(isKey('verb.close')).toBe(true);
    expect(isKey('verb.toString')).toBe(false);
  });
});

describe('the language', () => {
  it('is Chinese unless someone asked for another', () => {
    expect(chooseLang('', null)).toBe('zh');
    expect(chooseLang('?lang=fr', 'xx')).toBe('zh');
  });

  it('is what the address says before what was remembered', () => {
    expect(chooseLang('?lang=en', 'zh')).toBe('en');
    expect(chooseLang('', 'en')).toBe('en');
  });
});

describe('numbers and times', () => {
  it('count in thousands', () => {
    expect(number('zh', 12345)).toBe('12,345');
  });

  it('tell metres below a kilometre and kilometres above', () => {
    expect(distance('zh', 6.54)).toBe('6.5 米');
    expect(distance('zh', 9.96)).toBe('10 米');
    expect(distance('en', 999.4)).toBe('999 m');
    expect(distance('en', 1234)).toBe('1.2 km');
  });

  it('write chainage as on a kilometre board', () => {
    expect(chainage(42.1)).toBe('K0+042');
    expect(chainage(1999.6)).toBe('K2+000');
    expect(chainage(-3)).toBe('K0+000');
  });

  it('group a cell code and leave another code alone', () => {
    expect(cellCode('440305002001434')).toBe('440305 002 001 434');
    expect(cellCode('X1')).toBe('X1');
  });

  it('say how long ago within a day, and when before that', () => {
    expect(ago('zh', '2026-11-21T21:05:50+08:00', NOW)).toBe('刚刚');
    expect(ago('zh', '2026-11-21T20:45:00+08:00', NOW)).toBe('20 分钟前');
    expect(ago('en', '2026-11-21T18:00:00+08:00', NOW)).toBe('3 h ago');
    expect(ago('zh', '2026-11-19T09:30:00+08:00', NOW)).toBe('11月19日 09:30');
  });

  it('go by the clock of Shanghai and name the year only when it is another', () => {
    expect(moment('zh', '2026-11-20T20:30:00Z', NOW)).toBe('11月21日 04:30');
    expect(moment('zh', '2025-12-31T23:00:00+08:00', NOW)).toContain('2025');
    expect(moment('zh', 'never', NOW)).toBe('never');
  });

  it('name the handling limit with its clock', () => {
    expect(limit('zh', { value: 4, unit: 'work_hour' })).toBe('4 个工作小时');
    expect(limit('en', { value: 1, unit: 'clock_day' })).toBe('1 day');
  });

  it('name an area once when the community has no name of its own', () => {
    const cell = (community: string) => ({ code: '', subdistrict: '粤海街道', community });
    expect(areaName(cell('粤海街道'))).toBe('粤海街道');
    expect(areaName(cell('大冲社区'))).toBe('粤海街道 · 大冲社区');
  });
});
