import { asRequestError, type RequestError } from '../api/problem';
import { gridsApi } from './api';
import type { CommunityGrids } from './balance';
import { draft } from './draft.svelte';
import { partition } from './partition.svelte';
import { selection } from './select.svelte';
import type { Plan } from './types';

/** The wish for new duty grids, and the plan that came of it. */
class Planning {
  /** Communities left out; the rest is planned. */
  left = $state.raw<ReadonlySet<string>>(new Set());
  /** Numbers of members other than now. */
  members = $state.raw<Record<string, number>>({});
  weights = $state({ area: 40, street: 30, incidents: 30 });
  keep = $state(50);
  main = $state(true);
  plan = $state.raw<Plan | null>(null);
  error = $state.raw<RequestError | null>(null);
  working = $state(false);
  chosen = $derived(partition.communities.filter((it) => !this.left.has(it.code)));
  sound = $derived(
    this.chosen.length > 0 && this.weights.area + this.weights.street + this.weights.incidents > 0,
  );

  now(community: CommunityGrids): number {
    return community.grids.filter((it) => it.person).length;
  }

  wanted(community: CommunityGrids): number {
    return this.members[community.code] ?? this.now(community);
  }

  async go(): Promise<void> {
    if (this.working || !this.sound) return;
    this.working = true;
    this.error = null;
    this.plan = null;
    const { area, street, incidents } = this.weights;
    const all = area + street + incidents;
    try {
      this.plan = await gridsApi.plan({
        communities: this.left.size ? this.chosen.map((it) => it.code) : null,
        members: Object.fromEntries(this.chosen.map((it) => [it.code, this.wanted(it)])),
        weights: { area: area / all, street: street / all, incidents: incidents / all },
        keep: this.keep / 100,
        pinned: [...draft.pins],
        prefer_main_roads: this.main,
        seed: 1,
      });
      selection.clear();
      draft.show(this.plan.preview);
    } catch (thrown) {
      this.error = asRequestError(thrown);
    } finally {
      this.working = false;
    }
  }

  stage(): void {
    if (this.plan) draft.addPlan(this.plan);
    this.plan = null;
  }

  drop(): void {
    this.plan = null;
    draft.cancel();
  }
}

export const planning = new Planning();
