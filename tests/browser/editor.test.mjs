// What a street office puts on record: chainage by mouse, finger and keys; somebody new; a spot; a frontage pledge.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, clickAt, demo, drawn, holds, moveTo, onRoad, open, places, project, useDemo } from './harness.mjs';

useDemo(200);

const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const { place } = places();

/** A contracted road of a few hundred metres, its whole and its leader's duty. */
async function aRoad() {
  const { roads } = await ask('roads?class=secondary&limit=200');
  const { code } = roads.filter((it) => it.leader && it.length_m > 250).sort((a, b) => a.length_m - b.length_m)[0];
  const [road, { duties: [duty] }] = await Promise.all([ask(`roads/${code}`), ask(`duties?road=${code}&role=road_leader`)]);
  return { code, road, duty, end: Math.max(...road.segments.map((it) => it.to_m)) };
}

/** Opens a road's card with its leader's duty in the form. */
async function editDuty(options) {
  const found = await aRoad();
  const opened = await open(`${demo.base}/?view=grids&tab=roads`, options);
  const { page } = opened;
  await drawn(page);
  if (options.hasTouch) await page.getByTestId('tab-roads').tap();
  await page.getByTestId('roads-search').fill(found.code);
  await page.locator(`[data-testid=road][data-id="${found.code}"]`).click();
  await page.locator(`[data-testid=duty][data-id="${found.duty.id}"]`).waitFor();
  await drawn(page);
  return { ...opened, ...found };
}

const metres = async (page, which) => Number(await page.getByTestId(`duty-${which}-m`).inputValue());
const accept = async (page) => {
  await page.locator('[data-testid=accept]:not([disabled])').click();
  await page.getByTestId('accepted').waitFor();
};

test('pointing at a duty lights its stretch; its ends move by the mouse and by keys in the form', async () => {
  const { page, faults, duty, end } = await editDuty(WIDE);
  await page.locator(`[data-testid=duty][data-id="${duty.id}"]`).hover();
  await holds(page, 'grids-light', ['piece']);
  await page.getByTestId('grids-tab-roads').hover();
  await page.waitForFunction(() => !window.__wangge.map.querySourceFeatures('grids-light').some((it) => it.properties.role === 'piece'));

  await page.locator(`[data-testid=duty][data-id="${duty.id}"]`).getByTestId('duty-edit').click();
  const slider = await page.getByTestId('stretch-slider').boundingBox();
  const y = slider.y + slider.height / 2;
  await page.mouse.move(slider.x + slider.width, y);
  await page.mouse.down();
  await page.mouse.move(slider.x + slider.width * 0.6, y, { steps: 4 });
  await page.mouse.up();
  const dragged = await metres(page, 'to');
  assert.ok(Math.abs(dragged - end * 0.6) < end * 0.02, `${dragged} of ${end}`);
  assert.equal(await metres(page, 'from'), 0);

  // The end that was dragged has the focus; neither end passes the other or leaves the road.
  for (const [key, wanted] of [['ArrowLeft', dragged - 1], ['PageUp', dragged + 9], ['End', Number(end.toFixed(1))]]) {
    await page.keyboard.press(key);
    assert.equal(await metres(page, 'to'), wanted, key);
  }
  await page.getByTestId('stretch-from').focus();
  await page.keyboard.press('PageUp');
  assert.equal(await metres(page, 'from'), 10);
  assert.equal(await page.getByTestId('stretch-from').getAttribute('aria-valuetext'), 'K0+010');
  await page.keyboard.press('End');
  assert.equal(await metres(page, 'from'), Number((end - 1).toFixed(1)));
  await page.getByTestId('duty-cancel').click();
  await page.getByTestId('duty-form').waitFor({ state: 'detached' });

  // What its end would leave open is told before it is accepted.
  await page.locator(`[data-testid=duty][data-id="${duty.id}"]`).getByTestId('duty-end').click();
  assert.match(await page.getByTestId('opens').innerText(), /将空出：道路 [\d.]+ (米|公里)/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a finger drags the end of a duty along the road on the map', async () => {
  const { page, faults, road, duty, end } = await editDuty(PHONE);
  await page.locator(`[data-testid=duty][data-id="${duty.id}"]`).getByTestId('duty-edit').tap();
  await page.getByTestId('duty-form').waitFor();
  await drawn(page);
  const [from, to] = await Promise.all([end, end / 2].map(async (it) => project(page, onRoad(road, it))));
  const touch = await page.context().newCDPSession(page);
  const send = (type, points) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  // A finger is not exact: it comes down beside the end.
  await send('touchStart', [{ x: from.x + 9, y: from.y - 8 }]);
  for (const share of [0.3, 0.7, 1]) {
    await send('touchMove', [{ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }]);
  }
  await send('touchEnd', []);
  const dragged = await metres(page, 'to');
  assert.ok(Math.abs(dragged - end / 2) < end * 0.06, `${dragged} of ${end}`);
  await holds(page, 'grids-draft', ['line', 'vertex']);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('somebody new is added and answers for a market: a spot placed by a click, drawn with its reach', async () => {
  const { grids } = await ask('duty-grids');
  const { page, faults } = await open(`${demo.base}/?view=grids&tab=people`, WIDE);
  await drawn(page);
  await page.getByTestId('person-new').click();
  await page.getByTestId('person-new-name').fill('赵小宝');
  await page.getByTestId('person-new-code').fill('W0001');
  await page.getByTestId('person-new-stage').click();
  await page.getByRole('alert').filter({ hasText: '编号已属于' }).waitFor();
  await page.getByTestId('person-new-code').fill('N-001');
  await page.getByTestId('person-new-stage').click();
  await page.getByTestId('staged-item').filter({ hasText: '赵小宝' }).waitFor();

  await page.getByTestId('grids-tab-grids').click();
  await page.getByTestId('grids-search').fill(grids.find((it) => it.person).person.name);
  await page.getByTestId('duty-grid').first().getByRole('button').first().click();
  await page.getByTestId('grid-cell').first().click();
  const cell = await page.getByTestId('cell-card').getAttribute('data-id');
  await page.getByTestId('duty-add').click();
  await page.getByTestId('duty-over').selectOption('spot');
  // Only those who can hold a spot are offered.
  assert.deepEqual(await page.getByTestId('duty-role').locator('option').evaluateAll((all) => all.map((it) => it.value)),
    ['cleaning_contractor', 'handling_unit']);
  await holds(page, 'grids-draft', ['line', 'vertex', 'midpoint']);
  await drawn(page);
  const middle = await page.evaluate(() => {
    const [vertex] = window.__wangge.map.querySourceFeatures('grids-draft').filter((it) => it.properties.role === 'vertex');
    return vertex.geometry.coordinates;
  });
  const { x, y } = await project(page, middle);
  const wanted = await page.evaluate(([x, y]) => window.__wangge.map.unproject([x, y]).toArray(), [x + 30, y + 12]);
  await page.mouse.click(x + 30, y + 12);
  await page.getByTestId('duty-spot-radius').fill('45');
  await page.getByTestId('duty-stage').click();
  await page.getByRole('alert').filter({ hasText: '请选责任人' }).waitFor();
  await page.getByTestId('duty-person-open').click();
  await page.getByTestId('duty-person-search').fill('N-001');
  await page.locator('[data-testid=duty-person] [data-id="N-001"]').click();
  await page.getByTestId('duty-stage').click();
  await page.getByRole('alert').filter({ hasText: '请填写名称' }).waitFor();
  await page.getByTestId('duty-spot-name').fill('荷香菜市场');
  await page.getByTestId('duty-hours').selectOption('07:00-21:00');
  await page.getByTestId('duty-stage').click();
  await page.getByTestId('duty-staged').filter({ hasText: '荷香菜市场' }).waitFor();
  await accept(page);

  const { duties: [held] } = await ask('duties?person=N-001');
  assert.deepEqual([held.role, held.hours, held.spot.name, held.spot.radius_m], ['cleaning_contractor', '07:00-21:00', '荷香菜市场', 45]);
  for (const [is, was] of [[held.spot.lon, wanted[0]], [held.spot.lat, wanted[1]]]) {
    assert.ok(Math.abs(is - was) < 2e-5, `${is} for ${was}`);
  }
  // It is among the cell's duties from now on.
  assert.ok((await ask(`duties?cell=${cell}`)).duties.some((it) => it.id === held.id));
  await page.locator(`[data-testid=duty][data-id="${held.id}"]`).waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a frontage is signed for from the trace, and the pledge is ended; rates are those of the record', async () => {
  const { at, answer } = await place((it) => it.trace.frontage && !it.trace.frontage.holder, '&category=2101');
  const { zone } = answer.trace.frontage;
  const { page, faults } = await open(demo.base, WIDE);
  await drawn(page);
  await moveTo(page, at, 18.5);
  await clickAt(page, at);
  await page.getByTestId('place-card').waitFor();
  await page.getByTestId('place-category').selectOption('2101');
  await page.getByTestId('trace-frontage').waitFor();
  await holds(page, 'pick', ['zone']);
  await page.getByTestId('trace-frontage').click();
  await page.locator(`[data-testid=zone-card][data-id="${zone}"]`).waitFor();
  await page.getByTestId('zone-unsigned').waitFor();
  await page.waitForFunction((zone) => window.__wangge.map.querySourceFeatures('grids-frontage')
    .some((it) => it.properties.code === zone && it.properties.chosen && !it.properties.signed), zone);

  await page.getByTestId('duty-add').click();
  await page.getByTestId('duty-person-open').click();
  await page.getByTestId('duty-person-search').fill('W0002');
  await page.locator('[data-testid=duty-person] [data-id=W0002]').click();
  await page.getByTestId('duty-from').fill('2026-03-01');
  await page.getByTestId('duty-to').fill('2026-02-01');
  await page.getByTestId('duty-stage').click();
  await page.getByRole('alert').filter({ hasText: '终止日期' }).waitFor();
  await page.getByTestId('duty-to').fill('2099-12-31');
  await page.getByTestId('duty-stage').click();
  await page.getByTestId('duty-staged').waitFor();
  const before = (await ask('frontages?limit=1')).rate;
  await accept(page);
  const { zones: [signed], rate } = await ask(`frontages?zone=${zone}`);
  assert.deepEqual([signed.holder_code, signed.signed_on, signed.valid_until, rate.signed],
    ['W0002', '2026-03-01T00:00:00+08:00', '2100-01-01T00:00:00+08:00', 1]);
  await page.locator(`[data-testid=duty][data-id="${signed.duty}"]`).waitFor();
  await page.getByTestId('zone-card').filter({ hasText: '2099-12-31' }).waitFor();

  // The rates by community and road, with one more signed.
  const now = await ask('frontages?limit=1');
  assert.equal(now.rate.signed, before.signed + 1);
  await page.getByTestId('front-back').click();
  const rates = page.getByTestId('front-rates');
  await rates.filter({ hasText: now.rate.signed.toLocaleString('zh-CN') }).waitFor();
  for (const it of now.communities) assert.ok((await rates.innerText()).includes(it.name), it.name);
  await page.getByTestId('front-search').fill(signed.road_name);
  const road = now.roads.find((it) => it.code === signed.road);
  const row = page.locator(`[data-testid=front-road][data-id="${signed.road}"]`);
  assert.match(await row.innerText(), new RegExp(`${road.signed}/${road.zones}`));
  await row.click();
  await page.locator(`[data-testid=front-zone][data-id="${zone}"]`).click();
  await page.locator(`[data-testid=duty][data-id="${signed.duty}"]`).getByTestId('duty-end').click();
  await accept(page);
  await page.getByTestId('zone-unsigned').waitFor();
  assert.equal((await ask(`frontages?zone=${zone}`)).rate.signed, 0);
  assert.deepEqual(faults, []);
  await page.context().close();
});
