// What the server refuses comes back to the desk with the draft and the reason, and there is a way on from it.
import { expect } from '@playwright/test';
import { desk, lies, refusal, status, waitsBeside } from '../support/back';
import { leaseRunsOut } from '../support/database';
import { as, asLead, looked, newItem, newReviewer, sentTo, signIn, wholeDesk } from '../support/desk';
import { held } from '../support/held';
import { test } from '../support/test';
import { address, BASE, PROJECT } from '../support/world';

test('what was edited can be undone after a decision that was not saved', async ({ page }) => {
  await desk(page, 1);
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.route('**/reviews', (route) => route.abort('connectionreset'));
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(page.locator('#notice')).toContainText('Not saved');
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await looked(page);
  await page.keyboard.press('z');
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');
});

test('what is refused waits beside what somebody types, and both drafts are kept', async ({ page }) => {
  const sentence = 'this item was decided otherwise under this claim';
  await waitsBeside(page, sentence, {
    answer: refusal(sentence),
    told: (alert) => expect(alert).toContainText(/draft is kept/i),
    back: async () => {
      await expect(page.locator('#notice')).toBeFocused();
      await expect(page.locator('#notice')).toContainText(sentence, { ignoreCase: true });
    },
  });
});

test('what was refused comes first after a break', async ({ page }) => {
  const person = await newReviewer();
  const { view } = await sentTo(person, 2);
  await (await as(person)).put('/api/v1/preferences', { keys: {}, break_minutes: 5 });
  await page.clock.install();
  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await wholeDesk(page);
  await page.clock.runFor('05:30');
  const rest = page.getByRole('button', { name: 'Take a break' });
  await expect(rest).toBeVisible();

  const first = await lies(page);
  const sentence = 'this item was decided otherwise under this claim';
  const go = await held(page, '**/reviews', refusal(sentence));
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect.poll(() => lies(page)).not.toBe(first);
  await looked(page);
  await page.locator('#answer').fill('Violations: Puma.');
  go();
  await expect(page.getByRole('alert').filter({ hasText: sentence })).toBeVisible();
  await page.unroute('**/reviews');
  await rest.click();
  await page.getByRole('button', { name: 'Go on' }).click();

  await expect.poll(() => lies(page)).toBe(first);
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await expect(page.locator('#notice')).toContainText(sentence, { ignoreCase: true });
  await page.getByRole('button', { name: 'Claim it again' }).click();
  await expect(page.locator('#notice')).toHaveCount(0);
  // Looked at.
  await page.clock.runFor('00:03');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
});

test('what is refused while nobody is at work lies there again, with the focus on the reason', async ({ page }) => {
  await desk(page, 2);
  const first = await lies(page);
  const go = await held(page, '**/send', refusal('this item is sent to nobody'));
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').selectOption({ index: 1 });
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect.poll(() => lies(page)).not.toBe(first);
  go();
  await expect.poll(() => lies(page)).toBe(first);
  const notice = page.locator('#notice');
  await expect(notice).toBeFocused();
  await expect(notice).toContainText('This item is sent to nobody');
  await expect(notice).toHaveClass(/notice-bad/);
  // The claim stands: there is nothing to claim again.
  await expect(notice.getByRole('button')).toHaveText(['Close']);
});

test('from an item that somebody else has decided one goes on, the draft kept', async ({ page }) => {
  const [id] = await desk(page, 1);
  await page.locator('#answer').fill('Violations: Adidas.');
  await expect(page.getByText('Draft saved')).toBeVisible();
  await leaseRunsOut(id);
  const rival = await asLead();
  const { claim } = await rival.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: id });
  await rival.post(`${BASE}/items/${id}/reviews`, { fence: claim.fence, verdict: 'reject', answer: '', regions: [] });
  await page.getByRole('button', { name: 'Save correction' }).click();
  await page.getByRole('button', { name: 'Claim it again' }).click();
  // It is decided: that is not offered once more.
  await expect(page.getByRole('button', { name: 'Claim it again' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Next item' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is left in this view' })).toBeVisible();
  const kept = () => page.evaluate((id) => Object.keys(localStorage).some((key) => key.endsWith(id)), id);
  expect(await kept()).toBe(true);
});

test('where one holds as much as one may, it is told what and can be given back', async ({ page }) => {
  await desk(page, 1);
  const held = [{ slug: PROJECT.slug, project: 'Elsewhere', item_id: '018f3f3e-7b1a-7000-8000-000012345678', fence: 7, opened: true }];
  await page.route('**/api/v1/claims', (route) => route.fulfill({ json: held }));
  const full = { error: { code: 'too_many_held', message: 'you hold 3 items already; decide or give back one first' } };
  await page.route(`**/${PROJECT.slug}/claims`, (route) => route.fulfill({ status: 409, json: full }));
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'No item could be claimed' })).toBeVisible();
  // With the part of the desk that comes later.
  await page.keyboard.press('Shift');
  await expect(page.getByRole('link', { name: 'Elsewhere, item 12345678' })).toHaveAttribute('href', /12345678$/);
  const released = page.waitForRequest('**/release');
  await page.unroute(`**/${PROJECT.slug}/claims`);
  await page.route('**/release', (route) => route.fulfill({ status: 204 }));
  await page.getByRole('button', { name: 'Give it back: Elsewhere' }).click();
  expect((await released).postDataJSON().fence).toBe(7);
  await expect(page.getByRole('heading', { name: 'Nothing is left in this view' })).toBeVisible();
});

test('a draft whose claim ran out is kept where one holds as much as one may, until one is given back', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 1);
  await signIn(page, person);
  await page.goto(`${address()}/p/${PROJECT.slug}/desk?view=${view}`);
  await wholeDesk(page);
  await page.locator('#answer').fill('Violations: Adidas.');
  await leaseRunsOut(ids[0]);
  // In another place, meanwhile.
  const own = await as(person);
  for (let n = 0; n < 3; n++) await own.post(`${BASE}/claims`, { item_id: await newItem('held_out') });
  await page.getByRole('button', { name: 'Save correction' }).click();
  await page.getByRole('button', { name: 'Claim it again' }).press('Enter');
  const notice = page.locator('#notice');
  await expect(notice).toContainText('You hold 3 items already; decide or give back one first. Your draft is kept.');
  await expect(page.locator('#stage')).toBeFocused();
  await expect(notice.getByRole('listitem')).toHaveCount(3);
  // Nothing has changed: the same once more.
  await notice.getByRole('button', { name: 'Claim it again' }).click();
  await expect(notice.getByRole('listitem')).toHaveCount(3);
  // A heartbeat takes the list from under nobody's hands.
  const beat = page.waitForResponse('**/heartbeat');
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await (await beat).finished();
  await expect(notice.getByRole('listitem')).toHaveCount(3);
  await notice.getByRole('button', { name: /^Give it back: / }).first().press('Enter');
  await expect(status(page)).toContainText('The item is yours again');
  await expect(notice).toHaveCount(0);
  await expect(page.locator('#stage')).toBeFocused();
  expect(await own.get<unknown[]>('/api/v1/claims')).toHaveLength(3);
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
});
