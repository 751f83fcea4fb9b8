import type { Incident } from '../incident/types';

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** What the live feed shows: the newest incidents first, and how fresh they are. */
export interface Feed {
  items: readonly Incident[];
  /** Those that came while the page was open, so that they can be shown as new. */
  fresh: ReadonlySet<string>;
  connection: Connection;
  /** Grows with every `resync`, so that lists know when to load anew. */
  resyncs: number;
}

export type Action =
  | { type: 'hello' }
  | { type: 'loaded'; items: readonly Incident[] }
  | { type: 'incident'; incident: Incident }
  | { type: 'changed'; incident: Incident }
  | { type: 'resync' }
  | { type: 'forget' }
  | { type: 'lost' }
  | { type: 'offline' };

/** More than anyone scrolls through; the list has the rest. */
export const KEPT = 40;

export const EMPTY: Feed = { items: [], fresh: new Set(), connection: 'connecting', resyncs: 0 };

export function reduce(feed: Feed, action: Action): Feed {
  switch (action.type) {
    case 'hello': {
      // After a gap the stream may have missed some: whoever shows lists loads them again.
      const gap = feed.connection === 'reconnecting' || feed.connection === 'offline';
      return { ...feed, connection: 'live', resyncs: feed.resyncs + (gap ? 1 : 0) };
    }
    case 'loaded':
      return { ...feed, ...keep(feed.fresh, [...action.items, ...feed.items]) };
    case 'incident': {
      const { incident } = action;
      if (feed.items.some((it) => it.id === incident.id)) {
        return { ...feed, items: feed.items.map((it) => (it.id === incident.id ? incident : it)) };
      }
      return { ...feed, ...keep(new Set([...feed.fresh, incident.id]), [incident, ...feed.items]) };
    }
    case 'changed': {
      const { incident } = action;
      if (!feed.items.some((it) => it.id === incident.id)) return feed;
      return { ...feed, items: feed.items.map((it) => (it.id === incident.id ? incident : it)) };
    }
    case 'resync':
      return { ...feed, resyncs: feed.resyncs + 1 };
    case 'forget':
      return { ...feed, items: [], fresh: new Set() };
    case 'lost':
      return { ...feed, connection: feed.connection === 'offline' ? 'offline' : 'reconnecting' };
    case 'offline':
      return { ...feed, connection: 'offline' };
  }
}

/** Newest first, each once, no more than `KEPT`. */
function keep(fresh: ReadonlySet<string>, all: readonly Incident[]): Pick<Feed, 'items' | 'fresh'> {
  const seen = new Set<string>();
  const items = all
    .filter((it) => !seen.has(it.id) && seen.add(it.id))
    .sort((a, b) => Date.parse(b.reported_at) - Date.parse(a.reported_at))
    .slice(0, KEPT);
  return { items, fresh: new Set(items.filter((it) => fresh.has(it.id)).map((it) => it.id)) };
}
