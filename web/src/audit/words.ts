import type { AuditEntry } from './types';

/** What an entry did, as parts of a sentence that the page has words for. */
export interface Told {
  /** `audit.op.{…}`: the operation, or the kind of account change. */
  what: string;
  /** Verbs of the case flow. */
  verbs: string[];
  /** How many things, where it is more than one. */
  count: number;
}

interface Listed {
  count?: number;
  first?: { verbs?: string[] }[];
}

/** Operations whose subject is an incident. */
const ABOUT_INCIDENTS = new Set(['report', 'case', 'notice']);

/** The incident that an entry is about. */
export const incidentOf = (it: AuditEntry): string | null =>
  ABOUT_INCIDENTS.has(it.operation) ? it.subject : null;

const object = (it: unknown): Record<string, unknown> =>
  it && typeof it === 'object' && !Array.isArray(it) ? (it as Record<string, unknown>) : {};

/** Reads what an entry did out of its body; what a later version writes is told by its operation alone. */
export function told(it: AuditEntry): Told {
  const body = object(it.body);
  if (it.operation === 'case') {
    const deeds = object(body.deeds) as Listed;
    return { what: 'case', verbs: deeds.first?.[0]?.verbs ?? [], count: deeds.count ?? 1 };
  }
  if (it.operation === 'account') {
    const kind = Object.keys(body)[0];
    return { what: kind ? `account.${kind}` : 'account', verbs: [], count: 1 };
  }
  if (it.operation === 'notice') {
    const kind = ['issued', 'received', 'answered'].find((key) => key in body);
    return { what: kind ? `notice.${kind}` : 'notice', verbs: [], count: 1 };
  }
  return { what: it.operation, verbs: [], count: (body as Listed).count ?? 1 };
}
