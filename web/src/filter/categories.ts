import type { Major } from '../api/types';

export type Check = 'on' | 'off' | 'part';

/** Whether a major is chosen whole, in part or not at all. Nothing chosen at all means everything. */
export function majorCheck(chosen: readonly string[], major: Major): Check {
  if (chosen.includes(major.code)) return 'on';
  return major.minors.some((it) => chosen.includes(it.code)) ? 'part' : 'off';
}

export function minorCheck(chosen: readonly string[], minor: string): boolean {
  return chosen.includes(minor) || chosen.includes(minor.slice(0, 2));
}

/** Chooses a major whole, or lets go of all of it. */
export function toggleMajor(chosen: readonly string[], major: Major): string[] {
  const others = chosen.filter((it) => !it.startsWith(major.code));
  return majorCheck(chosen, major) === 'on' ? others : [...others, major.code].sort();
}

/** Chooses or lets go of a minor; a major whose minors are all chosen becomes the major itself. */
export function toggleMinor(chosen: readonly string[], major: Major, minor: string): string[] {
  const others = chosen.filter((it) => !it.startsWith(major.code));
  const codes = major.minors.map((it) => it.code);
  const mine = codes.filter((it) => minorCheck(chosen, it) !== (it === minor));
  return [...others, ...(mine.length === codes.length ? [major.code] : mine)].sort();
}
