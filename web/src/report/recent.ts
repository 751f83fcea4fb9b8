/** The categories this browser reported last, newest first. */
export const RECENT_KEPT = 5;

export function recentFrom(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .filter((it) => /^\d{4}$/.test(it))
    .slice(0, RECENT_KEPT);
}

export function withRecent(recent: readonly string[], code: string): string[] {
  return [code, ...recent.filter((it) => it !== code)].slice(0, RECENT_KEPT);
}
