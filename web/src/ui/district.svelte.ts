import { api } from '../api/client';
import { asRequestError, type RequestError } from '../api/problem';
import type { District, Major, Minor } from '../api/types';

/** What the page needs to know before anything else: the district and the categories. */
class DistrictState {
  value = $state.raw<District | null>(null);
  majors = $state.raw<readonly Major[]>([]);
  error = $state.raw<RequestError | null>(null);
  minors = $derived(new Map<string, Minor>(this.majors.flatMap((it) => it.minors.map((m) => [m.code, m]))));

  async load(): Promise<void> {
    this.error = null;
    try {
      const [district, majors] = await Promise.all([api.district(), api.categories()]);
      this.majors = majors;
      this.value = district;
    } catch (thrown) {
      this.error = asRequestError(thrown);
    }
  }
}

export const district = new DistrictState();
