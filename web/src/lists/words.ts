import { isKnown, type Key, t } from '../i18n/index.svelte';

/** Who sees a view besides its owner. */
export const withWhom = (shared: string): string => {
  if (shared === 'district') return t('lists.everybody');
  return isKnown(`role.${shared}`) ? t(`role.${shared}` as Key) : shared;
};
