// The phone without a network: the page opens, one's own cases are there, what is reported is sent once, and nothing stays behind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, demo, openPersona, signIn, useDemo } from './harness.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, serviceWorkers: 'allow' };
/** The smallest picture: one white point. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP6DwABBQECz6AuzQAAAABJRU5ErkJggg==', 'base64');

useDemo(3000, async () => {
  // The unit of the personas gets a case.
  await signIn(demo.base, 'handling_unit');
  const { account } = await ask('me');
  await signIn(demo.base, 'dispatcher');
  const { items } = await ask('work?limit=200');
  const { incident } = items.find((it) => it.legal.some((deed) => deed.verb === 'dispatch'));
  const answer = await fetch(`${demo.base}/api/v1/incidents/${incident.id}/dispatch`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ unit: account.person.code }),
  });
  assert.equal(answer.status, 200);
});

/** The addresses that the browser keeps of an account. */
const kept = (page) => page.evaluate(async () => {
  if (!(await caches.has('own'))) return [];
  return (await (await caches.open('own')).keys()).map((it) => new URL(it.url).pathname);
});
const until = async (page, wanted) => {
  for (;;) {
    const found = await kept(page);
    if (wanted(found)) return found;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
};

/** Opens the phone page as a handling unit, once the service worker keeps its cases. */
async function openKept() {
  const { page } = await openPersona('handling_unit', '', PHONE);
  await page.evaluate(() => navigator.serviceWorker.ready);
  // From the second time on the worker stands between.
  await page.reload();
  await page.getByTestId('account').waitFor();
  const waiting = (await ask('work?limit=1')).total;
  assert.ok(waiting > 0, 'the unit has cases');
  await until(page, (it) => it.filter((path) => path.startsWith('/api/v1/incidents/')).length >= Math.min(waiting, 40));
  return page;
}

test('without a network the page opens with one’s own cases, and a report with a photo is sent once when it is back', async () => {
  const page = await openKept();
  const before = (await ask('incidents?limit=1')).total;
  await page.context().setOffline(true);
  await page.reload();
  await page.getByTestId('account').waitFor();
  await page.getByTestId('tab-work').click();
  await page.getByTestId('work-row').first().click();
  await page.getByTestId('timeline').waitFor();
  await page.getByTestId('detail-close').click();
  await page.getByTestId('sheet-handle').click();
  // The middle of the map, by the keyboard: its ground is not kept.
  await page.getByTestId('map').locator('canvas').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('report-open').click();
  await page.getByTestId('report-category').selectOption('0102');
  await page.getByTestId('report-note').fill('断网时上报');
  await page.getByTestId('photo-before').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PNG });
  await page.getByTestId('report-submit').click();
  await page.getByTestId('queued').waitFor();
  // Also what was written offline outlives the page.
  await page.reload();
  await page.getByTestId('tab-work').click();
  await page.getByTestId('queued').waitFor();
  await page.context().setOffline(false);
  await page.getByTestId('queued').waitFor({ state: 'detached' });
  const { total, items } = await ask('incidents?limit=1');
  assert.equal(total, before + 1);
  const incident = await ask(`incidents/${items[0].id}`);
  assert.equal(incident.note, '断网时上报');
  assert.deepEqual(incident.events.flatMap((it) => it.photos.map((photo) => photo.kind)), ['before']);
  await page.context().close();
});

test('signing out leaves nothing behind, and who comes next without a network is nobody', async () => {
  const page = await openKept();
  await page.getByTestId('account').click();
  await page.getByTestId('sign-out').click();
  await page.getByTestId('sign-in').waitFor();
  assert.deepEqual(await kept(page), []);
  await page.context().setOffline(true);
  await page.reload();
  await page.getByTestId('sign-in-open').waitFor();
  await page.getByTestId('tab-work').click();
  assert.equal(await page.getByTestId('work-row').count(), 0);
  await page.context().close();
});

test('who signs out without a network is signed out for good', async () => {
  const page = await openKept();
  await page.context().setOffline(true);
  await page.getByTestId('account').click();
  await page.getByTestId('sign-out').click();
  await page.getByTestId('account').waitFor({ state: 'detached' });
  assert.deepEqual(await kept(page), []);
  await page.context().setOffline(false);
  await page.reload();
  await page.getByTestId('sign-in').waitFor();
  assert.equal((await page.context().request.get(`${demo.base}/api/v1/incidents`)).status(), 401);
  await page.context().close();
});

test('another account on the same phone finds nothing of the one before', async () => {
  const page = await openKept();
  const before = await kept(page);
  await page.getByTestId('account').click();
  await page.getByTestId('account-switch').click();
  await page.locator('[data-testid=persona][data-id=acceptor]').click();
  await page.getByTestId('sign-in').waitFor({ state: 'detached' });
  const cases = await until(page, (it) => it.some((path) => path === '/api/v1/work' || path.startsWith('/api/v1/incidents/')));
  const own = new Set((await page.evaluate(async () => (await (await fetch('/api/v1/work?limit=1000')).json()).items.map((it) => `/api/v1/incidents/${it.incident.id}`))));
  const others = cases.filter((path) => path.startsWith('/api/v1/incidents/') && !own.has(path));
  assert.deepEqual(others, []);
  assert.ok(before.length > 0);
  await page.context().close();
});
