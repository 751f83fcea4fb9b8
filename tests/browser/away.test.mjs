// The server goes away and comes back: the page says so, catches up, and keeps what was typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demo, openPersona, places, useDemo } from './harness.mjs';

useDemo(500);

const WIDE = { viewport: { width: 1440, height: 900 } };
const openAs = (persona, path = '') => openPersona(persona, path, WIDE);
const connected = (page, state) => page.locator(`[data-testid=connection][data-state=${state}]`).waitFor();

test('a page whose server goes away says so, tries again, and shows what happened meanwhile', async () => {
  const { page } = await openAs('supervisor');
  await connected(page, 'live');
  // The stream stays away until something has happened that the page has not heard of.
  await page.route('**/api/v1/feed', (route) => route.abort());
  await demo.down();
  await connected(page, 'reconnecting');
  await page.getByTestId('lost').waitFor();
  await demo.up();
  const { at: [lon, lat] } = await places().place((it) => it.inside && it.primary);
  const made = await fetch(`${demo.base}/api/v1/incidents`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ lon, lat, category: '0102', note: '断线期间上报' }),
  });
  assert.equal(made.status, 201);
  const { id } = await made.json();
  assert.equal(await page.locator(`[data-testid=incident-row][data-id="${id}"]`).count(), 0);
  const tried = page.waitForRequest('**/api/v1/feed');
  await page.getByTestId('lost-retry').click();
  await tried;
  await page.unroute('**/api/v1/feed');
  // What the browser says when a network is back: nobody waits for the next try.
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await connected(page, 'live');
  await page.getByTestId('lost').waitFor({ state: 'detached' });
  await page.locator(`[data-testid=incident-row][data-id="${id}"]`).waitFor();
  await page.context().close();
});

for (const status of [503, 507]) {
  test(`a word that the server cannot take now (${status}) stays in its form, with when to try again`, async () => {
    const { page } = await openAs('supervisor', '/?status=open');
    await page.getByTestId('incident-row').first().click();
    await page.getByTestId('deed-comment').click();
    await page.getByTestId('deed-note').fill('请尽快处理');
    const full = { type: '/problems/full', title: '系统繁忙 / Busy', status, detail: 'no room', detail_zh: '暂时写不进去' };
    await page.route('**/comment', (route) => route.fulfill({
      status, headers: { 'retry-after': '7', 'content-type': 'application/problem+json' }, body: JSON.stringify(full),
    }));
    await page.getByTestId('deed-submit').click();
    await page.getByTestId('deed-error').getByText('请在 7 秒后再试').waitFor();
    assert.equal(await page.getByTestId('deed-note').inputValue(), '请尽快处理');
    await page.unroute('**/comment');
    await page.getByTestId('deed-submit').click();
    await page.getByTestId('deed-done').waitFor();
    await page.context().close();
  });
}
