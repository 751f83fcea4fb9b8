/** A key that makes a report count once. `randomUUID` is missing on plain http, `getRandomValues` is not. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (it) => it.toString(16).padStart(2, '0')).join('');
}
