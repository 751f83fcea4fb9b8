import { en } from './en';
import { type Key, zh } from './zh';

export type Lang = 'zh' | 'en';
export type Values = Record<string, string | number>;
export type { Key };

const tables: Record<Lang, Record<Key, string>> = { zh, en };

/** The sentence of `key` in `lang`, its `{x}` filled in from `values`. */
export function translate(lang: Lang, key: Key, values: Values = {}): string {
  const text = tables[lang][key].replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
  return lang === 'en' && String(values.n) === '1' ? singular(text) : text;
}

/** "1 working hours" → "1 working hour". */
function singular(text: string): string {
  return text.replace(
    /^1 ((?:working |unit |duty )?(?:hour|day|incident|cell|grid|segment|road))s\b/,
    '1 $1',
  );
}

/** Whether a made-up key (from the server) has a sentence. */
export function isKey(key: string): key is Key {
  return Object.hasOwn(zh, key);
}

/** The language asked for by the address, else the one remembered, else Chinese. */
export function chooseLang(search: string, remembered: string | null): Lang {
  for (const wish of [new URLSearchParams(search).get('lang'), remembered]) {
    if (wish === 'zh' || wish === 'en') return wish;
  }
  return 'zh';
}
