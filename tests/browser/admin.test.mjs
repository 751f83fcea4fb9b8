// What one is told, who may sign in, and the record of what was done.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, browser, demo, openPersona, useDemo } from './harness.mjs';

useDemo(2000);


test('what one is told leads to its case, and counts as read once one says so', async () => {
  const { page, faults } = await openPersona('supervisor');
  await page.getByTestId('inbox-unread').waitFor();
  await page.getByTestId('inbox-open').click();
  await page.getByTestId('message').first().click();
  await page.getByTestId('incident-detail').waitFor();
  const [newest] = (await ask('inbox?limit=1')).items;
  // Until it is loaded, the heading says only what it will be about.
  const heading = page.getByTestId('incident-detail').getByRole('heading', { level: 2 }).filter({ hasNotText: '案件详情' });
  const title = await heading.innerText();
  assert.ok(newest.zh.includes(title), `${newest.zh} is about ${title}`);
  await page.getByTestId('inbox-open').click();
  // The second newest and all before it: the newest stays unread.
  await page.getByTestId('message').nth(1).waitFor();
  const [first, second] = await page.getByTestId('message').evaluateAll((all) => all.map((it) => it.dataset.id));
  const message = (id, read) => page.locator(`[data-testid=message][data-id="${id}"][data-read=${read}]`);
  await page.locator(`[data-testid=message-read][data-id="${second}"]`).click();
  await message(second, true).waitFor();
  assert.equal(await message(first, false).count(), 1);
  await page.getByTestId('inbox-read').click();
  await page.locator('[data-testid=message][data-read=false]').first().waitFor({ state: 'detached' });
  await page.getByTestId('inbox-unread-only').check();
  await page.getByTestId('message').first().waitFor({ state: 'detached' });
  assert.equal((await ask('inbox?limit=1')).unread, 0);
  await page.keyboard.press('Escape');
  await page.getByTestId('inbox').waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('an administrator makes an account over one community; who has it signs in by password until it is locked', async () => {
  const { page, faults } = await openPersona('administrator', '/?view=admin');
  await page.getByTestId('account-new').click();
  await page.getByTestId('new-login').fill('li.na');
  await page.getByTestId('new-name').fill('李娜');
  await page.getByTestId('grant-role').selectOption('supervisor');
  await page.getByTestId('grant-scope').selectOption('part');
  await page.getByTestId('scope-0-area').selectOption({ index: 2 });
  await page.getByTestId('make-password').click();
  await page.getByTestId('account-create').click();
  const password = await page.getByTestId('made-password').innerText();
  const made = (await ask('accounts')).accounts.at(-1);
  assert.equal(made.login, 'li.na');
  assert.equal(made.roles[0].scope.communities.length, 1);
  await page.getByTestId('dialog-close').click();

  const other = await (await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' })).newPage();
  await other.goto(demo.base);
  await other.getByTestId('sign-in-typed').click();
  await other.getByTestId('login').fill('li.na');
  await other.getByTestId('password').fill('not this one');
  await other.getByTestId('sign-in-submit').click();
  await other.getByTestId('form-error').waitFor();
  await other.getByTestId('password').fill(password);
  await other.getByTestId('sign-in-submit').click();
  await other.getByTestId('account').waitFor();

  await page.getByTestId('accounts-search').fill('li.na');
  await page.getByTestId('account-row').getByRole('button').click();
  await page.getByTestId('session').waitFor();
  await page.getByTestId('session-end').click();
  await page.getByTestId('session').waitFor({ state: 'detached' });
  await other.reload();
  await other.getByTestId('sign-in').waitFor();
  await page.getByTestId('account-disable').click();
  await page.getByTestId('account-enable').waitFor();
  await other.getByTestId('sign-in-typed').click();
  await other.getByTestId('login').fill('li.na');
  await other.getByTestId('password').fill(password);
  await other.getByTestId('sign-in-submit').click();
  await other.getByTestId('form-error').waitFor();

  await page.getByTestId('account-audit').click();
  // It did nothing but sign in and out; what was done about it is the administrator's.
  assert.equal(await page.getByTestId('audit-account').inputValue(), String(made.id));
  await page.getByTestId('audit-account').selectOption('');
  await page.getByTestId('audit-subject').fill(String(made.id));
  await page.getByTestId('audit-ask').click();
  await page.getByText('新建账号：李娜').waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
  await other.context().close();
});

test('an inspector reads the trail of a case from its page, and sees no accounts', async () => {
  const { page, faults } = await openPersona('inspector');
  await page.getByTestId('face-admin').click();
  await page.getByTestId('audit-row').first().waitFor();
  assert.equal(await page.getByTestId('admin-tab-accounts').count(), 0);
  await page.getByTestId('face-situation').click();
  await page.getByTestId('incident-row').first().click();
  await page.getByTestId('incident-audit').click();
  await page.getByTestId('audit').waitFor();
  assert.match(await page.getByTestId('audit-subject').inputValue(), /^[0-9a-f-]{36}$/);
  assert.match(page.url(), /view=admin/);
  await page.goBack();
  await page.getByTestId('incident-detail').waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a token is shown once and works, and no more after it was taken back', async () => {
  const { page, faults } = await openPersona('dispatcher');
  await page.getByTestId('account').click();
  await page.getByTestId('account-tokens').click();
  await page.getByTestId('token-name').fill('日报');
  await page.getByTestId('token-make').click();
  const secret = await page.getByTestId('token-secret').innerText();
  const asked = () => fetch(`${demo.base}/api/v1/incidents?limit=1`, { headers: { authorization: `Bearer ${secret}`, cookie: '' } });
  assert.equal((await asked()).status, 200);
  await page.getByTestId('token').getByRole('button').click();
  await page.getByTestId('token').waitFor({ state: 'detached' });
  assert.equal((await asked()).status, 401);
  assert.deepEqual(faults, []);
  await page.context().close();
});
