// Robots of chat groups, as administrators set them up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, openPersona, useDemo } from './harness.mjs';

useDemo(500);

const WIDE = { viewport: { width: 1280, height: 800 } };
const openAs = (persona, tab) => openPersona(persona, `/?view=admin&tab=${tab}`, WIDE);

test('a robot is set up on an allowed host; what cannot be delivered is told', async () => {
  const { page, faults } = await openAs('administrator', 'robots');
  await page.getByTestId('robot-hosts').click();
  await page.getByTestId('hosts-text').fill('127.0.0.1');
  await page.getByTestId('hosts-save').click();
  await page.getByTestId('hosts').waitFor({ state: 'detached' });
  await page.getByTestId('robot-new').click();
  await page.getByTestId('robot-name').fill('监督中心群');
  await page.getByTestId('robot-kind').selectOption('generic');
  await page.getByTestId('robot-address').fill('http://127.0.0.1:9/hook?key=secret');
  await page.getByTestId('robot-save').click();
  await page.getByTestId('robot-test').click();
  await page.getByTestId('robot-said').waitFor();
  assert.ok(!(await page.content()).includes('key=secret'));
  await page.getByTestId('robot').getByRole('button').first().click();
  await page.getByTestId('robot-remove').click();
  await page.getByTestId('robot-remove').click();
  await page.getByTestId('robot').waitFor({ state: 'detached' });
  assert.deepEqual((await ask('robots')).robots, []);
  assert.deepEqual(faults, []);
  await page.context().close();
});
