// The real binary and Debian's Chromium, for one test file.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = process.env.WANGGE_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/wangge');

/** Returns a file of the shared real data, or null where it is absent. */
export function shared(path) {
  const file = join(root, '../shared/data', path);
  return existsSync(file) ? file : null;
}

/** Runs `wangge demo` until it listens; tells where, and how it is ended. */
async function run(folder, listen, args) {
  const env = { ...process.env, WANGGE_LOG: 'warn' };
  const child = spawn(binary, ['demo', '--listen', listen, '--data', folder, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let base;
  for await (const line of createInterface({ input: child.stdout })) {
    base = line.match(/http:\/\/\S+/)?.[0];
    if (base) break;
  }
  if (!base) throw new Error(`${binary} ended before it listened`);
  const end = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { base, end };
}

/** Starts `wangge demo` with these arguments over a new folder; resolves when it listens. `down` and `up` end it and start it again at the same address. */
export async function startDemo(...args) {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-'));
  let running = await run(folder, '127.0.0.1:0', args);
  const { base } = running;
  await signIn(base, 'supervisor');
  const down = async () => {
    await running?.end();
    running = null;
  };
  const up = async () => {
    running = await run(folder, new URL(base).host, args);
  };
  const stop = async () => {
    await down();
    rmSync(folder, { recursive: true, force: true });
  };
  return { base, down, up, stop };
}

/** The cookies of who is signed in, by address: pages and `fetch` show them. */
const cookies = new Map();

/** Signs in as a persona of the demo, for pages opened and questions asked from now on. */
export async function signIn(base, persona) {
  const answer = await plainFetch(`${base}/api/v1/demo/session`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ persona }),
  });
  if (!answer.ok) throw new Error(`nobody signs in as ${persona}: ${await answer.text()}`);
  const [name, value] = answer.headers.get('set-cookie').split(';')[0].split('=');
  cookies.set(new URL(base).origin, { name, value });
}

/** Asks as who is signed in, and as a page of the service does. */
const plainFetch = globalThis.fetch;
globalThis.fetch = (url, options = {}) => {
  const { origin } = new URL(url);
  const cookie = cookies.get(origin);
  const shown = cookie ? { cookie: `${cookie.name}=${cookie.value}`, origin } : {};
  return plainFetch(url, { ...options, headers: { ...shown, ...options.headers } });
};

/** The demo and the browser of a test file, once `useDemo` has started them. */
export let demo;
export let browser;

/** Starts a demo with so many incidents and a browser before the tests of a file, does what else has to come first, and ends both after them. */
export function useDemo(incidents, prepare = () => {}) {
  before(async () => {
    [demo, browser] = await Promise.all([startDemo('--incidents', String(incidents)), startBrowser()]);
    await prepare();
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });
}

/** Starts the browser; software WebGL, and nothing that reaches out. */
function startBrowser() {
  const args = ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--no-first-run'];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
}

/** Opens a page; `faults` collects console errors, page errors and requests that leave the machine. */
export async function open(url, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1024, height: 640 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce',
    // Only the tests that are about the service worker wait for it to take in the whole page.
    serviceWorkers: 'block', ...options,
  });
  const cookie = cookies.get(new URL(url).origin);
  if (cookie) await context.addCookies([{ ...cookie, url: new URL(url).origin.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
  const page = await context.newPage();
  const faults = [];
  page.on('console', (it) => it.type() === 'error' && faults.push(`console: ${it.text()}`));
  page.on('pageerror', (it) => faults.push(`error: ${it.message}`));
  page.on('request', (it) => {
    const { protocol, hostname } = new URL(it.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') faults.push(`outside: ${it.url()}`);
  });
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  return { page, faults };
}

/** Opens a page as a persona of the demo, once it knows who that is. */
export async function openPersona(persona, path = '', options = {}) {
  await signIn(demo.base, persona);
  const opened = await open(demo.base + path, options);
  await opened.page.getByTestId('account').waitFor();
  return opened;
}

/** Waits until the map has drawn everything it knows of; asks again and again, so that no event can be missed. */
export async function drawn(page) {
  const quiet = () => {
    const { map, ready } = window.__wangge ?? {};
    if (!ready) return false;
    if (map.loaded() && !map.isMoving() && map.areTilesLoaded()) return true;
    map.triggerRepaint();
    return false;
  };
  await page.waitForFunction(quiet, null, { timeout: 90_000, polling: 200 });
}

/** Moves the map and waits until it is drawn. */
export async function moveTo(page, center, zoom) {
  // The first frame after the jump asks for the tiles.
  await page.evaluate(([center, zoom]) => new Promise((resolve) => {
    const { map } = window.__wangge;
    map.once('render', resolve);
    map.jumpTo({ center, zoom });
    map.triggerRepaint();
  }), [center, zoom]);
  await drawn(page);
}

/** Asks the demo's API. */
export const ask = async (path) => (await fetch(`${demo.base}/api/v1/${path}`)).json();

/** Finds places by what the demo answers for them. */
export function places() {
  const locate = ([lon, lat], more = '') => ask(`locate?lon=${lon}&lat=${lat}${more}`);
  /** The first place of a net over the district whose answer is as wanted. */
  const place = async (wanted, more = '') => {
    const { bounds: [west, south, east, north] } = await ask('district');
    // Steps that do not divide one another, so that the net meets every kind of place.
    for (let i = 1; i < 900; i++) {
      const at = [west + (east - west) * ((i * 0.381966) % 1), south + (north - south) * ((i * 0.754878) % 1)];
      const [lon, lat] = at.map((it) => Number(it.toFixed(6)));
      const answer = await locate([lon, lat], more);
      if (wanted(answer)) return { at: [lon, lat], answer };
    }
    throw new Error('no such place');
  };
  return { locate, place };
}

/** Where a place is on the screen. */
export const project = (page, at) => page.evaluate((at) => {
  const { x, y } = window.__wangge.map.project(at);
  return { x, y };
}, at);

export async function clickAt(page, at) {
  const { x, y } = await project(page, at);
  await page.mouse.click(x, y);
}

/** Waits until a source of the page's own holds features that have all these roles. */
export const holds = (page, source, roles) => page.waitForFunction(([source, roles]) => {
  const found = window.__wangge.map.querySourceFeatures(source).map((it) => it.properties.role);
  return roles.every((it) => found.includes(it));
}, [source, roles]);

/** The place of a chainage on a road as the server tells it, on one of its straight segments or at an end. */
export function onRoad(road, metres) {
  const there = road.segments.filter((it) => it.from_m <= metres && metres <= it.to_m);
  const { line, from_m, to_m } = there.find((it) => it.line.length === 2) ?? there[0];
  const share = (metres - from_m) / (to_m - from_m);
  if (line.length > 2) return share < 0.5 ? line[0] : line.at(-1);
  return [0, 1].map((i) => line[0][i] + (line[1][i] - line[0][i]) * share);
}

/** Counts the colours of the map's picture, of 32 levels a channel, and how much of it the commonest takes. */
export async function colours(page) {
  const picture = await page.getByTestId('map').screenshot();
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const counts = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const key = ((data[at] >> 3) << 10) | ((data[at + 1] >> 3) << 5) | (data[at + 2] >> 3);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return { different: counts.size, commonest: Math.max(...counts.values()) / (data.length / 4) };
  }, picture.toString('base64'));
}
