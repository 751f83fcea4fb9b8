// Lists in an order, filters with a name, and the same done to many cases at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, demo, drawn, openPersona, useDemo } from './harness.mjs';

useDemo(3000);

const WIDE = { viewport: { width: 1440, height: 900 } };
const openAs = (persona, path) => openPersona(persona, path, WIDE);

/** How often a word was said on a case. */
const said = async (id, word) => (await ask(`incidents/${id}`)).events.filter((it) => it.verb === 'comment' && it.note === word).length;

test('a filter gets a name, its order comes with it, and goes with its name', async () => {
  const { page, faults } = await openAs('supervisor', '/?status=open');
  await page.getByTestId('incidents-sort').selectOption('category');
  await page.getByTestId('incidents-views').click();
  await page.getByTestId('view-name').fill('未结案件');
  await page.getByTestId('view-save').click();
  await page.getByTestId('views').waitFor({ state: 'detached' });
  await page.goto(`${demo.base}/`);
  await page.getByTestId('incidents-view').locator('option').filter({ hasText: '未结案件' }).waitFor({ state: 'attached' });
  const [view] = (await ask('views?list=incidents&counts=1')).items;
  await page.getByTestId('incidents-view').selectOption(view.id);
  const count = view.count.toLocaleString('zh-CN');
  await page.waitForFunction((count) => document.querySelector('[data-testid=count-total]')?.textContent === count, count);
  assert.match(page.url(), /status=open/);
  assert.equal(await page.getByTestId('incidents-sort').inputValue(), 'category');
  await page.getByTestId('incidents-views').click();
  await page.getByTestId('view-drop').click();
  await page.getByTestId('view').waitFor({ state: 'detached' });
  assert.deepEqual((await ask('views?list=incidents')).items, []);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a view gets another name, is shared, and the share is taken back', async () => {
  const { page, faults } = await openAs('supervisor');
  await page.getByTestId('incidents-views').click();
  await page.getByTestId('view-name').fill('督办');
  await page.getByTestId('view-shared').selectOption('district');
  await page.getByTestId('view-save').click();
  await page.getByTestId('views').waitFor({ state: 'detached' });
  await page.getByTestId('incidents-views').click();
  const view = async () => (await ask('views?list=incidents')).items.find((it) => it.own);
  assert.equal((await view()).shared, 'district');
  await page.getByTestId('view-edit').click();
  await page.getByTestId('view-edit-name').fill('本周督办');
  await page.getByTestId('view-edit-shared').selectOption('');
  await page.getByTestId('view-edit-save').click();
  await page.getByTestId('view').getByText('本周督办').waitFor();
  await page.getByTestId('view').getByText('仅自己').waitFor();
  const { name, shared } = await view();
  assert.deepEqual([name, shared], ['本周督办', null]);
  await page.getByTestId('view-drop').click();
  await page.getByTestId('view').waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a list goes on where it ended, and keeps what was loaded', async () => {
  const { page, faults } = await openAs('supervisor');
  await page.getByTestId('side-work').click();
  await page.getByTestId('work-row').nth(49).waitFor();
  const { total } = await ask('work?mine=false&limit=1');
  assert.ok(total > 50, 'there is more than a page');
  await page.getByTestId('work-more').click();
  await page.getByTestId('work-row').nth(50).waitFor();
  const ids = await page.getByTestId('work-row').evaluateAll((rows) => rows.map((it) => it.dataset.id));
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('what is picked in the list is tried first, then done, each case by itself', async () => {
  const { page, faults } = await openAs('supervisor');
  await page.getByTestId('side-work').click();
  await page.getByTestId('many').click();
  const ids = [];
  for (const at of [0, 1, 2]) {
    const box = page.getByTestId('work-pick').nth(at);
    await box.check();
    ids.push(await box.getAttribute('data-id'));
  }
  await page.getByTestId('many-begin').click();
  await page.getByTestId('bulk-verb').selectOption('comment');
  await page.getByTestId('bulk-note').fill('批量催办');
  await page.getByTestId('bulk-try').click();
  await page.getByTestId('bulk-tried').waitFor();
  assert.equal(await said(ids[0], '批量催办'), 0);
  await page.getByTestId('bulk-do').click();
  await page.getByTestId('bulk-done').waitFor();
  assert.equal(await page.locator('[data-testid=bulk-result][data-status=done]').count(), 3);
  for (const id of ids) assert.equal(await said(id, '批量催办'), 1);
  await page.getByTestId('bulk-close').click();
  await page.getByTestId('many-bar').waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a line drawn on the map means the open cases inside, and Escape puts the pen down', async () => {
  const { page, faults } = await openAs('supervisor');
  await drawn(page);
  await page.getByTestId('lasso-open').click();
  await page.keyboard.press('Escape');
  await page.getByTestId('lasso').waitFor({ state: 'detached' });
  await page.getByTestId('lasso-open').click();
  await page.mouse.move(500, 300);
  await page.mouse.down();
  for (const [x, y] of [[900, 280], [950, 600], [520, 620], [500, 310]]) await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.up();
  await page.getByTestId('bulk-verb').selectOption('comment');
  await page.getByTestId('bulk-note').fill('圈选');
  const answer = page.waitForResponse((it) => it.url().endsWith('/incidents/bulk'));
  await page.getByTestId('bulk-try').click();
  const tried = await (await answer).json();
  assert.ok(tried.can > 0 && tried.dry_run);
  assert.ok(tried.can < (await ask('work?mine=false&limit=1')).total, 'not all of the district');
  await page.getByTestId('bulk-do').waitFor();
  assert.equal(await said(tried.items[0].id, '圈选'), 0);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('the cases of a duty grid and of a road are worked on together', async () => {
  const { page, faults } = await openAs('supervisor', '/?view=grids');
  await page.getByTestId('duty-grid').first().getByRole('button').first().click();
  await page.getByTestId('grid-bulk').click();
  await page.getByTestId('bulk').getByText('网格内的未结案件').waitFor();
  await page.locator('[data-testid=bulk-verb], [data-testid=bulk-none]').first().waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});
