import type { Me, Permission } from '../account/types';
import { TABS, type TabOf } from '../ui/face';

export type AdminTab = TabOf<'admin'>;

/** What each list of the administration takes. */
const NEEDS: Partial<Record<AdminTab, Permission>> = {
  accounts: 'manage_accounts',
  audit: 'see_audit',
  categories: 'configure',
  calendar: 'configure',
  robots: 'manage_robots',
};

/** The lists of the administration that somebody may see, in order. */
export function adminTabs(me: Me | null): AdminTab[] {
  return TABS.admin.filter((tab) => {
    const need = NEEDS[tab];
    return need && me?.permissions.includes(need);
  });
}
