// Cases as people work on them: signing in, urging what is late, signing and feeding back, without a network, signing out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, demo, drawn, open, openPersona, signIn, useDemo } from './harness.mjs';

useDemo(3000);

/** Opens the page as nobody. */
async function openAsNobody(options) {
  const { page } = await open(demo.base, options);
  await page.context().clearCookies();
  await page.reload();
  return page;
}

/** Opens the page as somebody. */
const openAs = (persona, options) => openPersona(persona, '', options);

const act = async (id, verb, body) => {
  const answer = await fetch(`${demo.base}/api/v1/incidents/${id}/${verb}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
};
/** The words of a case's timeline. */
const told = async (id) => (await ask(`incidents/${id}`)).events.map((it) => `${it.verb} ${it.note}`);

test('who is not signed in sees the map but no case, and signs in as somebody with one click', async () => {
  const page = await openAsNobody();
  await page.getByTestId('persona').first().waitFor();
  assert.ok((await page.getByTestId('persona').count()) >= 8);
  await page.getByTestId('look-around').click();
  await page.getByTestId('sign-in-first').waitFor();
  assert.equal(await page.getByTestId('incident-row').count(), 0);
  await drawn(page);
  await page.getByTestId('sign-in-open').click();
  await page.locator('[data-testid=persona][data-id=supervisor]').click();
  await page.getByTestId('incident-row').first().waitFor();
  assert.match(await page.getByTestId('account').innerText(), /网格长/);
  await page.context().close();
});

test('a supervisor urges what is overdue, and opens it and comments', async () => {
  const { page, faults } = await openAs('supervisor');
  await page.getByTestId('side-work').click();
  await page.getByTestId('work-overdue').click();
  await page.getByTestId('urge').first().click();
  const row = page.getByTestId('work-row').filter({ has: page.locator('.overdue') }).first();
  const id = await row.getAttribute('data-id');
  await page.getByTestId('urge-send').click();
  await page.getByTestId('urged').first().waitFor();
  await row.click();
  await page.getByTestId('timeline').getByText('请尽快处置').waitFor();
  await page.getByTestId('deed-comment').click();
  await page.getByTestId('deed-submit').click();
  // Nothing was said yet, and nothing is sent.
  await page.getByTestId('deed-form').locator('[role=alert]').waitFor();
  await page.getByTestId('deed-note').fill('今天下班前完成');
  await page.getByTestId('deed-submit').click();
  await page.getByTestId('deed-done').waitFor();
  await page.getByTestId('timeline').getByText('今天下班前完成').waitFor();
  assert.deepEqual((await told(id)).filter((it) => it.startsWith('comment')).slice(-2), ['comment 请尽快处置', 'comment 今天下班前完成']);
  assert.deepEqual(faults, []);
  await page.context().close();
});

/** Sends a filed case to the unit of the personas. */
async function dispatched() {
  await signIn(demo.base, 'handling_unit');
  const { account } = await ask('me');
  await signIn(demo.base, 'dispatcher');
  const { items } = await ask('work?stage=filed&limit=200');
  const { incident } = items.find((it) => it.legal.some((deed) => deed.verb === 'dispatch'));
  return act(incident.id, 'dispatch', { unit: account.person.code });
}

test('a unit signs a case and feeds it back with a photo of after', async () => {
  const { id, place } = await dispatched();
  const { page, faults } = await openAs('handling_unit', {
    viewport: { width: 390, height: 844 }, hasTouch: true,
    permissions: ['geolocation'], geolocation: { longitude: place.lon, latitude: place.lat },
  });
  await page.getByTestId('tab-work').click();
  await page.locator(`[data-testid=work-row][data-id="${id}"]`).click();
  await page.getByTestId('deed-sign').click();
  await page.getByTestId('deed-submit').click();
  await page.getByTestId('deed-feed_back').click();
  const photo = { name: 'after.png', mimeType: 'image/png', buffer: await page.screenshot() };
  const taken = page.waitForResponse((it) => it.url().endsWith('/api/v1/photos'));
  await page.getByTestId('photo-after').setInputFiles(photo);
  await taken;
  await page.getByTestId('deed-form').getByText('将附上本机位置').waitFor();
  await page.getByTestId('deed-note').fill('已清理');
  await page.getByTestId('deed-submit').click();
  await page.getByTestId('deed-done').waitFor();
  await page.getByTestId('timeline').getByText('已清理').waitFor();
  const { stage, events } = await ask(`incidents/${id}`);
  assert.equal(stage, 'awaiting_check');
  assert.equal(events.find((it) => it.verb === 'feed_back').photos[0].kind, 'after');
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('what is done without a network is kept, and sent once when it is back', async () => {
  const { page } = await openAs('supervisor');
  const row = page.getByTestId('incident-row').first();
  const id = await row.getAttribute('data-id');
  await row.click();
  await page.getByTestId('deed-comment').click();
  await page.context().setOffline(true);
  await page.getByTestId('deed-note').fill('断网时留言');
  await page.getByTestId('deed-submit').click();
  await page.getByTestId('deed-done').waitFor();
  await page.getByTestId('detail-close').click();
  await page.getByTestId('side-work').click();
  await page.getByTestId('queued').getByText('留言').waitFor();
  await page.context().setOffline(false);
  await page.getByTestId('queued').waitFor({ state: 'detached' });
  assert.equal((await told(id)).filter((it) => it === 'comment 断网时留言').length, 1);
  await page.context().close();
});

test('signing out leaves nothing of the cases on the page', async () => {
  const { page } = await openAs('supervisor');
  await page.getByTestId('incident-row').first().click();
  await page.getByTestId('timeline').waitFor();
  await page.getByTestId('account').click();
  await page.getByTestId('sign-out').click();
  await page.getByTestId('look-around').click();
  await page.getByTestId('sign-in-first').waitFor();
  assert.equal(await page.getByTestId('incident-detail').count(), 0);
  assert.equal(await page.getByTestId('incident-row').count(), 0);
  assert.equal((await page.context().request.get(`${demo.base}/api/v1/incidents`)).status(), 401);
  await page.context().close();
});

test('a notice is issued on the case, received and answered by whom it is for', async () => {
  const { id } = await dispatched();
  const issuer = await openAs('supervisor');
  await issuer.page.getByTestId('side-work').click();
  await issuer.page.locator(`[data-testid=work-row][data-id="${id}"]`).click();
  await issuer.page.getByTestId('notice-new').click();
  await issuer.page.getByTestId('notice-text').fill('请在期限内办结并答复');
  await issuer.page.getByTestId('notice-issue').click();
  await issuer.page.getByTestId('notice').getByText('请在期限内办结并答复').waitFor();
  const unit = await openAs('handling_unit');
  await unit.page.getByTestId('side-work').click();
  const notice = unit.page.getByTestId('notices-to-me').getByTestId('notice').filter({ hasText: '请在期限内办结并答复' });
  await notice.getByTestId('notice-receive').click();
  await notice.getByTestId('notice-receive').waitFor({ state: 'detached' });
  await notice.getByTestId('notice-reply').click();
  await notice.getByTestId('notice-answer').fill('今天办结');
  await notice.locator('button[type=submit]').click();
  await notice.waitFor({ state: 'detached' });
  const { items } = await ask(`notices?incident=${id}`);
  assert.deepEqual(items.map((it) => [it.kind, it.answer]), [['supervision', '今天办结']]);
  assert.deepEqual([...issuer.faults, ...unit.faults], []);
  await issuer.page.context().close();
  await unit.page.context().close();
});
