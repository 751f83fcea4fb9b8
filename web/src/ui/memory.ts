/** Small settings kept in the browser. A browser that forbids it simply forgets. */

const PREFIX = 'wangge.';

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Forbidden or full: the setting lasts as long as the page.
  }
}
