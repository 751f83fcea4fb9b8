import { type NewGrant, SCOPE_KINDS, type Scope, type ScopeKind } from './types';

/** Roles whose usual part of the district is what their person answers for or was sent (`model::Grant::usual`). */
const OWN = new Set(['leader', 'handling_unit']);

export const everything = (): Scope => ({
  subdistricts: [],
  communities: [],
  roads: [],
  units: [],
  categories: [],
});

export const isEverything = (scope: Scope): boolean => SCOPE_KINDS.every((kind) => !scope[kind].length);

export const isOwnByDefault = (role: string): boolean => OWN.has(role);

export function withCode(scope: Scope, kind: ScopeKind, code: string): Scope {
  return scope[kind].includes(code) ? scope : { ...scope, [kind]: [...scope[kind], code] };
}

export function withoutCode(scope: Scope, kind: ScopeKind, code: string): Scope {
  return { ...scope, [kind]: scope[kind].filter((it) => it !== code) };
}

/** Why these roles cannot be given as they stand: none, or one twice; `null` where they can. */
export function troubleOf(grants: readonly NewGrant[]): 'none' | 'twice' | null {
  if (!grants.length) return 'none';
  return new Set(grants.map((it) => it.role)).size < grants.length ? 'twice' : null;
}
