import type { Bilingual, Limit } from '../api/types';
import { countdown } from '../incident/countdown';
import type { Stage } from '../incident/types';
import { dayOf } from '../people/time';
import { recall, remember } from '../ui/memory';
import * as format from './format';
import { chooseLang, isKey, type Key, type Lang, translate, type Values } from './translate';

export type { Key, Lang };

class I18n {
  lang = $state<Lang>(chooseLang(location.search, recall('lang')));
  /** Now, moved on every half minute so that "3 min ago" stays true. */
  now = $state(Date.now());

  constructor() {
    setInterval(() => {
      this.now = Date.now();
    }, 30_000);
  }

  switch(): void {
    this.lang = this.lang === 'zh' ? 'en' : 'zh';
    remember('lang', this.lang);
    const query = new URLSearchParams(location.search);
    query.set('lang', this.lang);
    history.replaceState(null, '', `?${query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/')}`);
  }

  t = (key: Key, values?: Values) => translate(this.lang, key, values);
  pick = (text: Bilingual) => (this.lang === 'zh' ? text.zh : text.en) || text.zh;
  /** The same at the beginning of a line or on a button. */
  start = (text: Bilingual) => format.capital(this.pick(text));
  named = (it: { name: string; name_en?: string | null }) =>
    this.lang === 'en' && it.name_en ? it.name_en : it.name;
  stage = (stage: Stage) => this.t(`stage.${stage}`);
  verb = (verb: string) => (isKey(`verb.${verb}`) ? this.t(`verb.${verb}` as Key) : verb);
  number = (value: number, digits?: number) => format.number(this.lang, value, digits);
  distance = (metres: number) => format.distance(this.lang, metres);
  area = (squareMetres: number) => format.area(this.lang, squareMetres);
  hectares = (squareMetres: number) => format.hectares(this.lang, squareMetres);
  percent = (share: number, signed?: boolean) => format.percent(this.lang, share, signed);
  /** The day of a moment as date fields write it. */
  today = () => dayOf(this.now);
  day = (iso: string) => format.day(this.lang, iso);
  limit = (limit: Limit) => format.limit(this.lang, limit);
  moment = (iso: string) => format.moment(this.lang, iso, this.now);
  countdown = (due: string) => countdown(this.lang, due, this.now);
  ago = (iso: string) => format.ago(this.lang, iso, this.now);
}

/** Whether a made-up key (from the server) has a sentence. */
export const isKnown = isKey;
export const i18n = new I18n();
export const t = i18n.t;
