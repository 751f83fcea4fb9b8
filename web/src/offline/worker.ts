/** The service worker: the page opens without a network, with what waits for oneself. See `rules.ts` for what is kept. */
import { casesOf, isCase, isOwnWork, kindOf, stillGood, thumbnailPath } from './rules';

/** The files of the page and a name for just these; put in by the build (`vite.config.ts`). */
declare const __SHELL_FILES__: readonly string[];
declare const __SHELL_VERSION__: string;

// The types of workers and those of pages exclude one another, so what is used here is named here.
interface LivingEvent extends Event {
  waitUntil(until: Promise<unknown>): void;
}
interface AskingEvent extends LivingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', act: (event: LivingEvent) => void): void;
  addEventListener(type: 'fetch', act: (event: AskingEvent) => void): void;
}
const scope = globalThis as unknown as Scope;

const SHELL = `shell-${__SHELL_VERSION__}`;
const PUBLIC = 'public';
const OWN = 'own';
const KEPT_AT = 'x-kept-at';
/** A network that takes longer than this is as good as none, where something was kept. */
const PATIENCE_MS = 5_000;

/** Rises whenever what is one account's is dropped: answers that were asked for before are not kept any more. */
let era = 0;

scope.addEventListener('install', (event) => {
  const files = __SHELL_FILES__.map((it) => new Request(it, { cache: 'reload' }));
  event.waitUntil(
    caches
      .open(SHELL)
      .then((it) => it.addAll(files))
      // Everything was loaded with the page, so an open one goes on with what it has.
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener('activate', (event) => {
  const others = async () => {
    const names = await caches.keys();
    await Promise.all(
      names.filter((it) => it.startsWith('shell-') && it !== SHELL).map((it) => caches.delete(it)),
    );
    await scope.clients.claim();
  };
  event.waitUntil(others());
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const kind = kindOf(request.method, url, scope.location.origin, request.mode === 'navigate');
  if (kind === 'page') event.respondWith(page(request));
  else if (kind === 'shell') event.respondWith(shell(request));
  else if (kind === 'public') event.respondWith(fresh(event, PUBLIC));
  else if (kind === 'own') event.respondWith(fresh(event, OWN));
  else if (kind === 'photo') event.respondWith(photo(request));
  else if (kind === 'entry') event.respondWith(entry(request));
});

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

async function page(request: Request): Promise<Response> {
  const kept = async () => (await caches.open(SHELL)).match('/');
  const network = fetch(request);
  const late = pause(PATIENCE_MS).then(async () => (await kept()) ?? network);
  try {
    const answer = await Promise.race([network, late]);
    return answer.ok ? answer : ((await kept()) ?? answer);
  } catch (thrown) {
    const found = await kept();
    if (found) return found;
    throw thrown;
  }
}

async function shell(request: Request): Promise<Response> {
  return (await (await caches.open(SHELL)).match(request, { ignoreVary: true })) ?? fetch(request);
}

async function photo(request: Request): Promise<Response> {
  return (await recall(OWN, request)) ?? fetch(request);
}

/** The network's answer, which is kept; else, or where that takes too long, what was kept. */
async function fresh(event: AskingEvent, name: string): Promise<Response> {
  const { request } = event;
  const then = era;
  const network = fetch(request).then(async (answer) => {
    if (answer.status === 401) await forget();
    else if (answer.ok) event.waitUntil(take(name, request, answer.clone(), then));
    else if (answer.status === 403 || answer.status === 404) await (await caches.open(name)).delete(request);
    return answer;
  });
  const late = pause(PATIENCE_MS).then(async () => (await recall(name, request)) ?? network);
  try {
    return await Promise.race([network, late]);
  } catch (thrown) {
    const kept = await recall(name, request);
    if (kept) return kept;
    throw thrown;
  }
}

/** Takes an answer in: as it is, or for what it tells. */
async function take(name: string, request: Request, answer: Response, then: number): Promise<void> {
  const url = new URL(request.url);
  const cache = await caches.open(name);
  if (url.pathname === '/api/v1/me') {
    const account = async (it: Response | undefined) =>
      ((await it?.clone().json()) as { account?: { id?: number } | null } | undefined)?.account?.id ?? null;
    const now = await account(answer);
    const before = await account(await cache.match(request));
    // Another account, or none: nothing of the one before is left.
    if (now !== before && before !== null) {
      await forget();
      return now === null ? undefined : keep(name, request, answer, era);
    }
    if (now === null) return;
  }
  // A case is kept because it waits for the reader, not because it was looked at.
  if (isCase(url.pathname) && !(await cache.match(request))) return;
  await keep(name, request, answer.clone(), then);
  if (isOwnWork(url)) await takeCases(await answer.json(), then);
}

/** Keeps the cases of one's list with the small pictures of their photos, and drops all others. */
async function takeCases(list: Parameters<typeof casesOf>[0], then: number): Promise<void> {
  const cache = await caches.open(OWN);
  const wanted = casesOf(list);
  for (const it of await cache.keys()) {
    const { pathname } = new URL(it.url);
    if (isCase(pathname) && !wanted.has(pathname)) await cache.delete(it);
  }
  for (const [path, revision] of wanted) {
    if (era !== then) return;
    const request = new Request(path);
    const kept = await cache.match(request);
    const same = kept && ((await kept.clone().json()) as { revision?: number }).revision === revision;
    const answer = same ? kept : await fetch(request);
    if (!answer.ok) continue;
    await keep(OWN, request, answer.clone(), then);
    if (same) continue;
    const { events = [] } = (await answer.json()) as { events?: { photos: { id: string }[] }[] };
    for (const { id } of events.flatMap((it) => it.photos)) {
      const small = new Request(thumbnailPath(id));
      if (await cache.match(small)) continue;
      const picture = await fetch(small);
      if (picture.ok) await keep(OWN, small, picture, then);
    }
  }
}

/** Keeps an answer with the moment, unless somebody signed in or out since it was asked for. */
async function keep(name: string, request: Request, answer: Response, then: number): Promise<void> {
  const headers = new Headers(answer.headers);
  // The body is kept as it reads, not as it was packed.
  headers.delete('content-encoding');
  headers.delete('content-length');
  headers.set(KEPT_AT, String(Date.now()));
  const body = await answer.blob();
  if (name === OWN && era !== then) return;
  const cache = await caches.open(name);
  await cache.put(request, new Response(body, { status: 200, headers }));
  // It may have been dropped while this was written.
  if (name === OWN && era !== then) await caches.delete(OWN);
}

async function recall(name: string, request: Request): Promise<Response | undefined> {
  const kept = await (await caches.open(name)).match(request, { ignoreVary: true });
  if (!kept || name === PUBLIC || stillGood(kept.headers.get(KEPT_AT), Date.now())) return kept;
  await (await caches.open(name)).delete(request);
  return undefined;
}

async function forget(): Promise<void> {
  era += 1;
  await caches.delete(OWN);
}

/** Signing in and out: nothing of before and nothing from in between is kept. */
async function entry(request: Request): Promise<Response> {
  await forget();
  try {
    return await fetch(request);
  } finally {
    await forget();
  }
}
