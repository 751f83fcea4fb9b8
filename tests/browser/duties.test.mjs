// Who answers and why, what one answers for, and duties on roads as a street office changes them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, clickAt, demo, drawn, holds, moveTo, onRoad, open, places, project, useDemo } from './harness.mjs';

useDemo(500);

const WIDE = { viewport: { width: 1440, height: 900 } };
const { locate, place } = places();

test('a click shows the trace: margins, every road looked at, reasons in words; the map draws them', async () => {
  const { at, answer } = await place((it) => it.confidence === 'certain' && it.trace.roads.length > 1
    && it.trace.area.margin_m > 30 && it.trace.area.margin_m < 140);
  const { page, faults } = await open(demo.base, WIDE);
  await drawn(page);
  await moveTo(page, at, 17.5);
  await clickAt(page, at);
  const trace = page.getByTestId('trace');
  await trace.waitFor();
  assert.equal(await page.getByTestId('confidence').first().getAttribute('data-confidence'), 'certain');
  assert.equal(await page.getByTestId('confidence').first().innerText(), '可靠');
  const rows = page.getByTestId('candidate');
  assert.equal(await rows.count(), answer.trace.roads.length);
  for (const [i, road] of answer.trace.roads.entries()) {
    const text = await rows.nth(i).innerText();
    assert.ok(text.includes(road.name), `${text} names ${road.name}`);
    assert.match(text, /距中线/);
    assert.ok(text.includes(road.holder?.person?.name ?? '无人包保'), text);
  }
  assert.match(await page.getByTestId('trace-area').innerText(), /至下一责任人 [\d.]+ 米/);
  const codes = await page.getByTestId('reason-code').all();
  assert.equal(codes.length, answer.trace.reasons.length);
  for (const it of codes) assert.match(await it.innerText(), /\p{Script=Han}/u);
  await holds(page, 'pick', ['accuracy', 'margin', 'road', 'other']);
  await rows.nth(1).hover();
  await holds(page, 'pick', ['lit']);

  // The same in English.
  await page.getByTestId('lang-switch').click();
  assert.equal(await page.getByTestId('confidence').first().innerText(), 'Certain');
  assert.match(await trace.innerText(), /to the centre line/);
  assert.doesNotMatch(await codes[0].innerText(), /\p{Script=Han}/u);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('too near a border somebody chooses; the choice is on record, obeyed, and can be taken back', async () => {
  const { at, answer } = await place((it) => it.confidence === 'choose' && it.trace.choices.length > 1
    && it.trace.choices[1].cell && it.trace.choices[1].person);
  const wanted = answer.trace.choices[1];
  const { page, faults } = await open(demo.base, WIDE);
  await drawn(page);
  await moveTo(page, at, 19);
  await clickAt(page, at);
  await page.getByTestId('choices').waitFor();
  const offered = page.getByTestId('choice');
  const ids = await offered.evaluateAll((all) => all.map((it) => it.dataset.id));
  assert.ok(ids.length <= 3 && ids.includes(wanted.cell), `${ids} offer ${wanted.cell}`);
  await page.locator(`[data-testid=choice][data-id="${wanted.cell}"]`).click();
  await page.getByTestId('place-ruling').waitFor();
  assert.equal(await page.getByTestId('choices').count(), 0);
  assert.match(await page.getByTestId('place-member').innerText(), new RegExp(wanted.person.name));
  const { rulings } = await ask('rulings');
  assert.deepEqual(rulings.map((it) => [it.kind, it.cell]), [['choice', wanted.cell]]);
  assert.equal((await locate(at)).cell.code, wanted.cell);

  await page.getByTestId('choice-undo').click();
  await page.getByTestId('choices').waitFor();
  assert.equal((await locate(at)).cell.code, answer.cell.code);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('the answer of a day before anything is refused in words, and now is one step away', async () => {
  const { at } = await place((it) => it.confidence === 'certain');
  const { page, faults } = await open(demo.base, WIDE);
  await drawn(page);
  await moveTo(page, at, 17);
  await clickAt(page, at);
  await page.getByTestId('trace').waitFor();
  const { versions } = await ask('partitions');
  await page.getByTestId('place-at').fill(versions.at(-1).valid_from.slice(0, 10));
  await page.getByTestId('place-now').waitFor();
  await page.getByTestId('place-at').fill('2001-01-01');
  await page.getByTestId('place-card').filter({ hasText: '早于第一版' }).waitFor();
  assert.equal(await page.getByTestId('report-open').isDisabled(), true);
  await page.getByTestId('place-at').fill('');
  await page.getByTestId('trace').waitFor();
  assert.equal(await page.getByTestId('place-now').count(), 0);
  assert.deepEqual(faults.filter((it) => !it.includes('422')), []);
  await page.context().close();
});

test('an end of a road duty is dragged along the road; the new metres wait, are accepted and hold', async () => {
  const { roads } = await ask('roads?class=secondary&limit=200');
  const long = roads.filter((it) => it.leader && it.length_m > 250).sort((a, b) => a.length_m - b.length_m)[0];
  const road = await ask(`roads/${long.code}`);
  const end = Math.max(...road.segments.map((it) => it.to_m));
  const { duties: [old] } = await ask(`duties?road=${long.code}&role=road_leader`);
  const { page, faults } = await open(`${demo.base}/?view=grids&tab=roads`, WIDE);
  await drawn(page);
  await page.getByTestId('roads-search').fill(long.code);
  await page.locator(`[data-testid=road][data-id="${long.code}"]`).click();
  await page.locator(`[data-testid=duty][data-id="${old.id}"]`).getByTestId('duty-edit').click();
  await page.getByTestId('duty-form').waitFor();
  await drawn(page);

  // From the road's end back to its middle.
  const tail = road.segments.find((it) => it.to_m === end).line.at(-1);
  const from = await project(page, tail);
  const to = await project(page, onRoad(road, end / 2));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  const metres = Number(await page.getByTestId('duty-to-m').inputValue());
  assert.ok(metres > 0 && metres < end - 20, `${metres} of ${end}`);
  await holds(page, 'grids-draft', ['line', 'vertex']);
  await page.getByTestId('duty-stage').click();
  await page.getByTestId('staged-item').waitFor();
  assert.match(await page.getByTestId('staged-item').innerText(), /调整责任/);
  await page.locator('[data-testid=accept]:not([disabled])').click();
  await page.getByTestId('accepted').waitFor();

  const { duties } = await ask(`duties?road=${long.code}&role=road_leader`);
  assert.deepEqual(duties.map((it) => [it.person, it.from_m, it.to_m]), [[old.person, 0, metres]]);
  await page.locator(`[data-testid=duty][data-id="${duties[0].id}"]`).waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a cell gets a cleaning contractor for its whole duty grid', async () => {
  const { features } = await ask('layers/areas');
  const cell = features.find((it) => it.properties.member);
  const { page, faults } = await open(`${demo.base}/?view=grids`, WIDE);
  await drawn(page);
  await page.getByTestId('grids-search').fill(cell.properties.member);
  await page.getByTestId('duty-grid').first().getByRole('button').first().click();
  await page.getByTestId('grid-cell').first().click();
  await page.getByTestId('cell-duties').getByTestId('duty').first().waitFor();
  const code = await page.getByTestId('cell-card').getAttribute('data-id');
  await page.getByTestId('cell-duties').getByTestId('duty-add').click();
  await page.getByTestId('duty-role').selectOption('cleaning_contractor');
  await page.getByTestId('duty-stage').click();
  await page.getByRole('alert').filter({ hasText: '请选责任人' }).waitFor();
  await page.getByTestId('duty-person-open').click();
  await page.getByTestId('duty-person-search').fill('L001');
  await page.locator('[data-testid=duty-person] [data-id=L001]').click();
  await page.getByTestId('duty-over').selectOption('grid');
  await page.getByTestId('duty-stage').click();
  await page.getByTestId('duty-staged').waitFor();
  await page.locator('[data-testid=accept]:not([disabled])').click();
  await page.getByTestId('accepted').waitFor();
  const { duties } = await ask(`duties?cell=${code}&role=cleaning_contractor`);
  assert.equal(duties.length, 1);
  assert.equal(duties[0].person, 'L001');
  assert.ok(duties[0].cells.length > 1);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a name leads to what its bearer answers for, on the map and as a list; a leave is put on record', async () => {
  const { persons } = await ask('persons');
  const someone = persons.find((it) => it.cells > 3);
  const held = await ask(`persons/${someone.code}/duties`);
  const { page, faults } = await open(`${demo.base}/?view=grids&tab=people`, WIDE);
  await drawn(page);
  await page.getByTestId('people-search').fill(someone.code);
  await page.locator(`[data-testid=person][data-id="${someone.code}"]`).click();
  const view = page.getByTestId('person-view');
  await view.waitFor();
  assert.equal(await page.getByTestId('person-duty').count(), held.duties.length);
  const hectares = Number((await page.getByTestId('person-area').innerText()).replace(/[^\d.]/g, ''));
  assert.ok(Math.abs(hectares - held.totals.area_m2 / 10_000) <= 0.051, `${hectares} of ${held.totals.area_m2}`);
  await holds(page, 'person', ['own']);

  await page.getByTestId('leave-new').click();
  await page.getByTestId('leave-from').fill('2031-03-04');
  await page.getByTestId('opens').waitFor();
  await page.getByTestId('leave-to').fill('2031-03-02');
  await page.getByTestId('leave-save').click();
  await page.getByRole('alert').filter({ hasText: '早于' }).waitFor();
  await page.getByTestId('leave-to').fill('2031-03-09');
  await page.getByTestId('leave-save').click();
  await page.getByTestId('leave').waitFor();
  assert.match(await page.getByTestId('leave').innerText(), /2031-03-04–2031-03-09/);
  const { leaves } = await ask('leaves');
  assert.equal(leaves[0].to, '2031-03-10T00:00:00+08:00');
  await page.getByTestId('leave-end').click();
  await page.getByTestId('leave').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await view.waitFor({ state: 'detached' });

  // From the situation's card and back.
  await page.getByTestId('face-situation').click();
  const { at, answer } = await place((it) => it.confidence === 'certain' && it.member && it.trace.area.holder);
  await moveTo(page, at, 17);
  await clickAt(page, at);
  await page.getByTestId('place-member').getByTestId('person-link').click();
  await page.locator(`[data-testid=person-view][data-id="${answer.trace.area.holder.person.code}"]`).waitFor();
  await page.getByRole('button', { name: '返回' }).click();
  await page.getByTestId('place-card').waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('an open card follows a leave that is put on record elsewhere, and its end', async () => {
  const { at, answer } = await place((it) => it.confidence === 'certain' && it.member && it.trace.area.holder);
  const { person } = answer.trace.area.holder;
  const { persons } = await ask('persons');
  const standIn = persons.find((it) => it.cells > 0 && it.code !== person.code);
  const { page, faults } = await open(demo.base, WIDE);
  await drawn(page);
  await moveTo(page, at, 17);
  await clickAt(page, at);
  const member = page.getByTestId('place-member');
  await member.filter({ hasText: person.name }).waitFor();
  const post = (path, body) =>
    fetch(`${demo.base}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const [from, to] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
  const leave = await post('leaves', { person: person.code, stand_in: standIn.code, from, to });
  assert.equal(leave.status, 201);
  await member.filter({ hasText: standIn.name }).waitFor();
  assert.equal((await post(`leaves/${(await leave.json()).id}/end`, {})).status, 200);
  await member.filter({ hasText: person.name }).waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a duty that ends leaves a gap: in the figures, on the map and in the list to be worked off', async () => {
  const { roads } = await ask('roads?class=main');
  const road = roads.find((it) => it.leader);
  const { duties: [duty] } = await ask(`duties?road=${road.code}&role=road_leader`);
  const { current } = await ask('partitions');
  const accepted = await fetch(`${demo.base}/api/v1/partitions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ base: current, edits: [{ op: 'end_duty', duty: duty.id }] }),
  });
  assert.equal(accepted.status, 201);
  const { page, faults } = await open(`${demo.base}/?view=grids&tab=cover`, WIDE);
  await drawn(page);
  const row = page.locator(`[data-testid=fault][data-id="${road.code}"]`).first();
  await row.waitFor();
  assert.match(await row.innerText(), /无人负责|责任到期/);
  assert.match(await page.getByTestId('cover-rates').innerText(), /主干道/);
  await page.waitForFunction(() => window.__wangge.map.querySourceFeatures('grids-cover').some((it) => it.properties.gap));
  await row.click();
  await page.getByTestId('road-card').waitFor();
  assert.equal(await page.getByTestId('duty').count(), (await ask(`duties?road=${road.code}`)).duties.length);
  // Another list takes the picture off the map.
  await page.getByTestId('grids-tab-grids').click();
  await page.waitForFunction(() => window.__wangge.map.querySourceFeatures('grids-cover').length === 0);
  assert.deepEqual(faults, []);
  await page.context().close();
});
