// Categories and the calendar, as those who administer them edit them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, demo, openPersona, useDemo } from './harness.mjs';

useDemo(500);

const WIDE = { viewport: { width: 1280, height: 800 } };
const openAs = (persona, tab) => openPersona(persona, `/?view=admin&tab=${tab}`, WIDE);

test('a category gets a new limit as a new version, and by a table that is looked at first', async () => {
  const { page, faults } = await openAs('office', 'categories');
  await page.getByTestId('categories-search').fill('0102');
  await page.getByTestId('category').getByRole('button').click();
  await page.getByTestId('category-limit').fill('6');
  assert.match(await page.getByTestId('category-source').inputValue(), /公开标准|系统默认/);
  await page.getByTestId('category-filing-en').fill('rubbish lies about');
  await page.getByTestId('stage-limit-add').selectOption('filed');
  await page.locator('[data-testid=stage-limit][data-id=filed] input').fill('3');
  await page.getByTestId('category-save').click();
  await page.getByTestId('category').getByText('第 2 版').waitFor();
  const edited = await ask('categories/0102');
  assert.deepEqual([edited.limit.value, edited.filing.en, edited.stage_limits.filed],
    [6, 'rubbish lies about', { value: 3, unit: 'work_hour' }]);
  assert.match(edited.limit_source, /^(published|default)$/);
  const csv = await (await fetch(`${demo.base}/api/v1/categories.csv`)).text();
  const lines = csv.split('\n').map((it) => (it.startsWith('0102,') ? it.replace(',6,', ',5,') : it));
  await page.getByTestId('import-file').setInputFiles({ name: '类别.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  await page.locator('[data-testid=import-line][data-kind=changed]').waitFor();
  assert.equal((await ask('categories/0102')).limit.value, 6);
  await page.getByTestId('import-do').click();
  await page.getByTestId('import-close').click();
  assert.equal((await ask('categories/0102')).limit.value, 5);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a day off is put into the calendar of its year', async () => {
  const { page, faults } = await openAs('office', 'calendar');
  const year = Number(await page.getByTestId('calendar-year').innerText());
  const before = await ask(`calendar/${year}`);
  await page.getByTestId('calendar-add').click();
  const day = page.getByTestId('calendar-day').last();
  await day.getByTestId('calendar-date').fill(`${year}-02-30`);
  await page.getByText(`${year}-02-30 不是日期`).waitFor();
  await day.getByTestId('calendar-date').fill(`${year}-06-01`);
  const weekday = '日一二三四五六'[new Date(`${year}-06-01T00:00:00Z`).getUTCDay()];
  await day.getByText(`（周${weekday}）`).waitFor();
  await day.getByLabel('中文名称').fill('儿童节');
  await day.getByLabel('英文名称').fill("Children's Day");
  await page.getByTestId('calendar-save').click();
  await page.getByText('已保存，立即用于之后的时限计算。').waitFor();
  const now = await ask(`calendar/${year}`);
  assert.equal(now.days.length, before.days.length + 1);
  assert.ok(now.days.some((it) => it.day === `${year}-06-01` && it.zh === '儿童节'));
  assert.deepEqual(faults, []);
  await page.context().close();
});
