// People, duties and pledges by the table: out, looked at row by row, and in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, openPersona, useDemo } from './harness.mjs';

useDemo(500);

const WIDE = { viewport: { width: 1280, height: 800 } };
const openAs = (persona) => openPersona(persona, '/?view=admin&tab=staff', WIDE);
const choose = (page, text) =>
  page.getByTestId('import-file').setInputFiles({ name: '责任.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
const kinds = (page) => page.getByTestId('import-line').evaluateAll((all) => all.map((it) => it.dataset.kind));

test('a table of duties goes out, comes back with new rows, is looked at, and makes a version', async () => {
  const { page, faults } = await openAs('office');
  await page.getByTestId('staff-kind').getByText('责任', { exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-csv').click()]);
  const chunks = [];
  for await (const it of await download.createReadStream()) chunks.push(it);
  const [header, first, ...rest] = Buffer.concat(chunks).toString().trimEnd().split(/\r?\n/);
  assert.match(header, /person/);
  const { roads: [{ code: road }] } = await ask('roads?limit=1');
  const row = (person, name, role) => `${person},${name},,${role},,${road},,,,,,,,,,`;
  const table = [header, first, row('B-71', '绿洁公司', '保洁单位'), row('B-72', '新人', '皇帝')].join('\n');
  await choose(page, table);
  await page.getByTestId('import-report').waitFor();
  assert.deepEqual(await kinds(page), ['refused', 'new', 'unchanged']);
  await page.getByText('皇帝').waitFor();
  assert.equal((await ask('partitions')).current, 1, 'nothing is kept of a look');
  await page.getByTestId('import-note').fill('年度责任表');
  await page.getByTestId('import-do').click();
  await page.locator('[data-testid=import-report][data-kept=true]').waitFor();
  await page.getByTestId('import-close').click();
  await page.getByTestId('import').waitFor({ state: 'detached' });
  const partitions = await ask('partitions');
  assert.equal(partitions.current, 2);
  assert.ok(JSON.stringify(partitions).includes('年度责任表'));
  assert.equal((await ask('duties?person=B-71')).duties.length, 1);
  // The same once more changes nothing, and says so.
  await choose(page, [header, first, ...rest, row('B-71', '绿洁公司', '保洁单位')].join('\n'));
  await page.getByText('无需导入').waitFor();
  assert.ok(await page.getByTestId('import-do').isDisabled());
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a table without rows and a file that is no table are told apart', async () => {
  const { page } = await openAs('office');
  await choose(page, '人员编号,姓名,岗位\n');
  await page.getByTestId('import-empty').waitFor();
  await page.getByTestId('dialog-close').click();
  await choose(page, '这不是表格');
  await page.getByTestId('import-error').waitFor();
  assert.ok(await page.getByTestId('import-again').isEnabled());
  await page.context().close();
});

test('who may not import sees why, and still takes the tables with them', async () => {
  const { page, faults } = await openAs('inspector');
  await page.getByTestId('staff-may-not').waitFor();
  assert.equal(await page.getByTestId('import-file').count(), 0);
  assert.equal(await page.getByTestId('export-xlsx').getAttribute('href'), '/api/v1/persons.xlsx');
  assert.deepEqual(faults, []);
  await page.context().close();
});
