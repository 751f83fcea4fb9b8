// The grids' face as a street office uses it: browse, cut a cell, see its areas, accept, look back, undo.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, demo, drawn, open, useDemo } from './harness.mjs';

useDemo(500);

const cellsOf = async (number) => {
  const { features } = await ask(`partitions/${number}/cells`);
  return new Map(features.map((it) => [it.properties.code, it]));
};
const box = ({ geometry }) => {
  const places = geometry.coordinates.flat(geometry.type === 'Polygon' ? 1 : 2);
  const [xs, ys] = [places.map((it) => it[0]), places.map((it) => it[1])];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
};
const middle = (cell) => {
  const [west, south, east, north] = box(cell);
  return [(west + east) / 2, (south + north) / 2];
};

/** A plain cell of the present version, about as it should be: four corners or a few more. */
async function plainCell() {
  const { current } = await ask('partitions');
  const cells = [...(await cellsOf(current)).values()];
  const corners = (it) => it.geometry.coordinates[0].length;
  const fair = cells.filter((it) => it.geometry.type === 'Polygon' && it.properties.member
    && it.properties.area_m2 > 8_000 && it.properties.area_m2 < 20_000);
  return fair.sort((a, b) => corners(a) - corners(b) || (a.properties.code < b.properties.code ? -1 : 1))[0];
}

const project = (page, place) => page.evaluate((place) => {
  const { x, y } = window.__wangge.map.project(place);
  return { x, y };
}, place);

async function show(page, cell, zoom = 17) {
  await page.evaluate(([center, zoom]) => window.__wangge.map.jumpTo({ center, zoom }), [middle(cell), zoom]);
  await drawn(page);
}

async function click(page, place, twice = false) {
  const { x, y } = await project(page, place);
  await page.mouse.move(x, y);
  await (twice ? page.mouse.dblclick(x, y) : page.mouse.click(x, y));
}

/** Opens the grids' face and waits for its list. */
async function openGrids(options = {}, query = '') {
  const opened = await open(`${demo.base}/?view=grids${query}`, { viewport: { width: 1280, height: 800 }, ...options });
  await drawn(opened.page);
  return opened;
}

test('the switch leads from the situation to the grids and back, and the address keeps it', async () => {
  const { page, faults } = await open(demo.base, { viewport: { width: 1280, height: 800 } });
  await drawn(page);
  await page.getByTestId('face-grids').click();
  await page.getByTestId('duty-grid').first().waitFor();
  assert.match(page.url(), /view=grids/);
  const visible = (id) => page.evaluate((id) => window.__wangge.map.getLayoutProperty(id, 'visibility') !== 'none', id);
  assert.deepEqual([await visible('heat'), await visible('incident'), await visible('cell')], [false, false, true]);
  await page.goBack();
  await page.getByTestId('feed').waitFor();
  assert.equal(await visible('heat'), true);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('the list names every holder; a grid opens with its cells, a cell with its card', async () => {
  const { page, faults } = await openGrids();
  const { grids } = await ask('duty-grids');
  await page.getByTestId('duty-grid').first().waitFor();
  assert.equal(await page.getByTestId('duty-grid').count(), grids.length);
  const held = grids.find((it) => it.person);
  await page.getByTestId('grids-search').fill(held.person.name);
  const row = page.getByTestId('duty-grid').filter({ hasText: held.person.name }).first();
  await row.getByRole('button').first().click();
  await page.getByTestId('grid-cell').first().click();
  const card = page.getByTestId('cell-card');
  await card.waitFor();
  assert.match(await card.innerText(), /\d{6} \d{3} \d{3} \d{3}/);
  assert.match(await card.innerText(), new RegExp(held.person.name));
  assert.match(await card.innerText(), /平方米/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a cell is cut by drawing; its areas are seen first; version 2 holds; undo brings the old cells back', async () => {
  const before = await cellsOf(1);
  const cell = await plainCell();
  const { code, area_m2: area } = cell.properties;
  const { page, faults } = await openGrids();
  await page.getByTestId('duty-grid').first().waitFor();
  await show(page, cell);
  await click(page, middle(cell));
  assert.equal(await page.getByTestId('cell-card').getAttribute('data-id'), code);

  // Across the middle, from a little outside to a little outside.
  const [west, south, east, north] = box(cell);
  const [, y] = middle(cell);
  const out = (east - west) * 0.08;
  await page.getByTestId('tool-split').click();
  await click(page, [west - out, y]);
  assert.equal(await page.getByTestId('preview').count(), 0);
  const end = await project(page, [east + out, y + (north - south) * 0.02]);
  await page.mouse.move(end.x, end.y, { steps: 5 });
  await page.getByTestId('preview-area').nth(1).waitFor();
  const areas = (await page.getByTestId('preview-area').allInnerTexts()).map((it) => Number(it.replace(/[^\d]/g, '')));
  assert.equal(areas.length, 2);
  assert.ok(Math.abs(areas[0] + areas[1] - area) <= 3, `${areas} of ${area}`);
  await page.mouse.dblclick(end.x, end.y);
  await page.getByTestId('staged-item').waitFor();
  assert.equal((await ask('partitions')).current, 1);

  await page.getByTestId('staged-note').fill('浏览器测试：一分为二');
  await page.getByTestId('accept').click();
  await page.getByTestId('accepted').waitFor();
  assert.match(await page.getByTestId('accepted').innerText(), /第 2 版/);
  const { current, versions } = await ask('partitions');
  assert.equal(current, 2);
  assert.equal(versions[0].note, '浏览器测试：一分为二');
  const split = await cellsOf(2);
  assert.equal(split.size, before.size + 1);

  await page.getByTestId('grids-tab-versions').click();
  await page.locator('[data-testid=version][data-id="2"]').waitFor();
  await page.locator('[data-testid=version][data-id="1"]').getByRole('button').first().click();
  await page.getByTestId('version-banner').waitFor();
  assert.match(await page.getByTestId('version-banner').innerText(), /第 1 版/);
  await page.getByTestId('version-close').click();

  await page.getByTestId('version-undo').click();
  await page.getByTestId('undo-card').waitFor();
  assert.match(await page.getByTestId('undo-card').innerText(), /撤销第 2 版/);
  await page.getByTestId('undo-go').click();
  await page.locator('[data-testid=version][data-id="3"]').waitFor();
  assert.equal((await ask('partitions')).current, 3);
  const now = await cellsOf(3);
  assert.deepEqual([...now.keys()].sort(), [...before.keys()].sort());
  assert.deepEqual(now.get(code).geometry, before.get(code).geometry);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a line that does not cross is told beside the tool; Escape puts the tool down', async () => {
  const cell = await plainCell();
  const { page, faults } = await openGrids();
  await page.getByTestId('duty-grid').first().waitFor();
  await show(page, cell, 18);
  await click(page, middle(cell));
  await page.getByTestId('tool-split').click();
  const [west, south, east, north] = box(cell);
  await click(page, [west + (east - west) * 0.45, south + (north - south) * 0.5]);
  await page.waitForTimeout(500);
  await click(page, [west + (east - west) * 0.55, south + (north - south) * 0.5]);
  await page.getByTestId('tool-wants').waitFor();
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Escape');
  await page.getByTestId('tool-card').waitFor({ state: 'detached' });
  await page.getByTestId('cell-card').waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});

const accept = async (edits) => {
  const { current: base } = await ask('partitions');
  const response = await fetch(`${demo.base}/api/v1/partitions`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ base, edits, note: '' }),
  });
  assert.equal(response.status, 201, await response.text());
  return base + 1;
};

test('edits that wait outlive a version that someone else accepts first', async () => {
  const { grids } = await ask('duty-grids');
  const [one, other, third] = grids.filter((it) => it.person);
  const { page, faults } = await openGrids({}, '&tab=versions');
  await page.getByTestId('version').first().waitFor();
  await page.getByTestId('grids-tab-grids').click();
  await page.getByTestId('grids-search').fill(one.person.name);
  await page.getByTestId('duty-grid').first().getByRole('button').first().click();
  await page.getByTestId('grid-cell').first().click();
  await page.getByTestId('tool-assign').click();
  await page.getByTestId('person-search').fill(other.person.code);
  await page.locator(`[data-testid=person-picker] [data-id="${other.person.code}"]`).click();
  await page.getByTestId('balance-row').first().waitFor();
  await page.getByTestId('tool-done').click();
  await page.getByTestId('staged-item').waitFor();

  const number = await accept([{ op: 'assign', cells: [third.cells[0]], person: other.person.code }]);
  await page.getByTestId('conflict').waitFor();
  assert.match(await page.getByTestId('conflict').innerText(), new RegExp(`第 ${number} 版`));
  assert.equal(await page.getByTestId('staged-item').count(), 1);
  await page.getByTestId('accept').click();
  await page.getByTestId('accepted').waitFor();
  assert.equal((await cellsOf(number + 1)).get(one.cells[0]).properties.member_code, other.person.code);
  await page.getByTestId('grids-tab-versions').click();
  await page.locator(`[data-testid=version][data-id="${number + 1}"]`).waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('on a phone the grids, their holders and versions can be looked through', async () => {
  const { page, faults } = await openGrids({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.getByTestId('tab-grids').click();
  await page.getByTestId('duty-grid').first().getByRole('button').first().click();
  await page.getByTestId('grid-cell').first().click();
  await page.getByTestId('cell-card').waitFor();
  assert.equal(await page.getByTestId('tool-split').count(), 0);
  await page.getByTestId('tab-versions').click();
  await page.getByTestId('version').first().waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assert.deepEqual(faults, []);
  await page.context().close();
});
