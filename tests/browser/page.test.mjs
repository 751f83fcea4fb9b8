// The page as its users meet it: the map is drawn, a report is made and appears, filters and languages work.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colours, demo, drawn, moveTo, open, shared, startDemo, useDemo } from './harness.mjs';

useDemo(3000);

const place = async () => {
  const { bounds: [west, south, east, north] } = await (await fetch(`${demo.base}/api/v1/district`)).json();
  return [(west + east) / 2, (south + north) / 2];
};
const rendered = (page, layers) => page.evaluate((sources) => window.__wangge.map.queryRenderedFeatures()
  .filter((it) => sources.includes(it.sourceLayer)).length, layers);

test('the map is drawn: streets, cells, buildings and heat, not a blank sheet', async () => {
  const { page, faults } = await open(demo.base);
  await drawn(page);
  assert.ok(await rendered(page, ['road']) > 50);
  assert.ok(await rendered(page, ['cell']) > 20);
  const { different, commonest } = await colours(page);
  assert.ok(different > 60, `${different} colours`);
  assert.ok(commonest < 0.7, `${commonest} of one colour`);
  assert.match(await page.title(), /网格|Wangge/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('switching the heat off changes the picture, and on again brings it back', async () => {
  const { page, faults } = await open(demo.base);
  await drawn(page);
  const map = page.getByTestId('map');
  const picture = async () => (await map.screenshot()).toString('base64');
  const visible = () => page.evaluate(() => window.__wangge.map.getStyle().layers
    .some((it) => it.type === 'heatmap' && it.layout?.visibility !== 'none'));
  assert.equal(await visible(), true);
  const warm = await picture();
  await page.getByTestId('layer-heat').setChecked(false, { force: true });
  await drawn(page);
  assert.equal(await visible(), false);
  assert.notEqual(await picture(), warm);
  await page.getByTestId('layer-heat').setChecked(true, { force: true });
  await drawn(page);
  assert.equal(await visible(), true);
  assert.deepEqual(faults, []);
  await page.context().close();
});

/** Clicks a place, reports there and returns the new incident's id. */
async function report(page) {
  await moveTo(page, await place(), 17);
  const box = await page.getByTestId('map').boundingBox();
  const before = await page.getByTestId('feed-item').count();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 3);
  await page.waitForTimeout(150);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 3);
  await page.getByTestId('place-card').waitFor();
  assert.match(await page.getByTestId('place-member').innerText(), /\p{Script=Han}{2,}/u);
  assert.match(await page.getByTestId('place-reason').innerText(), /单元网格.*负责/s);
  await page.getByTestId('report-open').click();
  await page.getByTestId('report-category').selectOption('0102');
  await page.getByTestId('report-note').fill('浏览器测试：路边堆放垃圾');
  const answer = page.waitForResponse((it) => it.url().endsWith('/api/v1/incidents') && it.request().method() === 'POST');
  await page.getByTestId('report-submit').click();
  const response = await answer;
  assert.equal(response.status(), 201);
  const { id } = await response.json();
  await page.getByTestId('report-done').waitFor();
  return { id, before };
}

test('a click tells who answers and why; a report there appears in the feed and on the map', async () => {
  const { page, faults } = await open(demo.base);
  await drawn(page);
  const { id } = await report(page);
  await page.locator(`[data-testid=feed-item][data-id="${id}"]`).first().waitFor({ state: 'attached' });
  // The tiles are asked for anew; the point is then among what is drawn.
  await page.waitForFunction((id) => window.__wangge.map.querySourceFeatures('incidents', { sourceLayer: 'incident' })
    .some((it) => it.properties.id === id), id);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a report made elsewhere appears on an open page by itself', async () => {
  const { page, faults } = await open(demo.base);
  await drawn(page);
  const [lon, lat] = await place();
  const response = await fetch(`${demo.base}/api/v1/incidents`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ lon, lat, category: '0507', note: '别处上报' }),
  });
  const { id } = await response.json();
  await page.locator(`[data-testid=feed-item][data-id="${id}"]`).first().waitFor({ state: 'attached' });
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a filter rules the count and is kept in the address', async () => {
  const { page, faults } = await open(demo.base);
  await drawn(page);
  const count = async () => Number((await page.getByTestId('count-total').first().innerText()).replace(/\D/g, ''));
  const listed = async (query) => (await (await fetch(`${demo.base}/api/v1/incidents?limit=1&${query}`)).json()).total;
  const status = page.getByTestId('filter-status');
  if (await status.evaluate((it) => it.tagName) === 'SELECT') await status.selectOption('open');
  else await status.locator('[value=open], [data-value=open]').first().click({ force: true });
  await page.waitForFunction(() => location.href.includes('open'));
  const link = page.url();
  const again = await open(link);
  await drawn(again.page);
  assert.equal(again.page.url().includes('open'), true);
  const shown = Number((await again.page.getByTestId('count-total').first().innerText()).replace(/\D/g, ''));
  assert.equal(shown, await count());
  assert.ok(shown > 0 && shown <= await listed('status=open'), `${shown}`);
  assert.deepEqual([...faults, ...again.faults], []);
  await page.context().close();
  await again.page.context().close();
});

test('the language switches to English and back', async () => {
  const { page, faults } = await open(demo.base);
  await drawn(page);
  assert.match(await page.locator('body').innerText(), /案件/);
  await page.getByTestId('lang-switch').first().click();
  await page.waitForFunction(() => document.documentElement.lang.startsWith('en'));
  assert.match(await page.locator('body').innerText(), /Heat/i);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('on a phone nothing is wider than the screen, and a report can be made', async () => {
  const { page, faults } = await open(demo.base, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await drawn(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `${width} px wide`);
  const { id } = await report(page);
  assert.equal((await fetch(`${demo.base}/api/v1/incidents/${id}`)).status, 200);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('real streets carry the name of OpenStreetMap on the map', async (context) => {
  const streets = shared('shenzhen-nanshan/shenzhen-nanshan.osm.pbf');
  const boundary = shared('shenzhen-nanshan/subdistricts_clipped.geojson');
  if (!streets || !boundary) return context.skip('skipped: there is no shared data');
  const nanshan = await startDemo('--streets', streets, '--boundary', boundary, '--name', '南山区', '--incidents', '2000');
  try {
    const { page, faults } = await open(nanshan.base);
    await drawn(page);
    assert.match(await page.getByTestId('attribution').first().innerText(), /© OpenStreetMap contributors/);
    assert.ok(await rendered(page, ['road']) > 50);
    assert.ok((await colours(page)).different > 60);
    const phone = await open(nanshan.base, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await drawn(phone.page);
    assert.match(await phone.page.getByTestId('attribution').first().innerText(), /© OpenStreetMap contributors/);
    assert.deepEqual([...faults, ...phone.faults], []);
    await phone.page.context().close();
    await page.context().close();
  } finally {
    await nanshan.stop();
  }
});
