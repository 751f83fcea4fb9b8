import type { RequestError } from '../api/problem';
import { i18n, t } from '../i18n/index.svelte';

/** Whether the server is only too busy or too full for now. */
const PASSES: readonly number[] = [429, 503, 507];

/** When the same may be sent again, as a sentence; empty where that would not help. */
export function whenAgain({ status, retryAfter }: RequestError): string {
  if (!PASSES.includes(status)) return '';
  return retryAfter ? t('state.again_in', { n: i18n.number(Math.ceil(retryAfter)) }) : t('state.again_soon');
}

/** Sentences one after the other, each with its stop. */
export const sentences = (...all: string[]): string =>
  all
    .filter(Boolean)
    .map((it) => (/[。.!！?？]$/.test(it) ? it : it + (i18n.lang === 'zh' ? '。' : '.')))
    .join(i18n.lang === 'zh' ? '' : ' ');
