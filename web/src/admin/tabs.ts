import type { Me, Permission } from '../account/types';
import { TABS, type TabOf } from '../ui/face';

export type AdminTab = TabOf<'admin'>;

/** What each list of the administration takes. */
const NEEDS: Partial<Record<AdminTab, Permission>> = {
  accounts: 'manage_accounts',
  staff: 'see_people',
  audit: 'see_audit',
  categories: 'configure',
  calendar: 'configure',
  robots: 'manage_robots',
};

/** The lists of the administration that somebody may see, in order. */
export function adminTabs(me: Me | null): AdminTab[] {
  const found = TABS.admin.filter((tab) => {
    const need = NEEDS[tab];
    return need && me?.permissions.includes(need);
  });
  // The tables of the staff alone are no administration: people are looked at beside the map.
  return found.some((it) => it !== 'staff') ? found : [];
}
