// The desk while nothing gets through to the server: what was decided arrives, and what was asked for is asked for again.
import { expect, Page } from '@playwright/test';
import { desk, lies, status } from '../support/back';
import { as, asLead, history, newReviewer, sentTo, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, PROJECT } from '../support/world';

test('what was decided arrives, though the page goes before it could be sent', async ({ page }) => {
  const [id] = await desk(page, 1);
  // As many streams as a browser has connections to one place: nothing else is sent before one of them ends.
  await page.evaluate((url) => {
    for (let i = 0; i < 6; i++) new EventSource(url);
  }, `/api/v1/projects/${PROJECT.slug}/events`);
  await page.waitForTimeout(500);
  const sent = page.waitForRequest('**/reviews');
  await page.keyboard.press('r');
  await sent;
  await page.waitForTimeout(500);
  expect((await history(id)).item.state).toBe('queued');
  await page.close();
  await expect.poll(async () => (await history(id)).item.state).toBe('decided');
});

test('nothing is said to be given back that was not', async ({ page }) => {
  await desk(page, 1);
  await page.route('**/release', (route) => route.abort('connectionreset'));
  await page.keyboard.press('g');
  await expect(page.locator('#notice')).toContainText('That was not stored.');
  await expect(status(page)).not.toContainText('Given back');
  await page.unroute('**/release');
});

test('a desk without a connection goes on by itself once there is one', async ({ page, context }) => {
  await desk(page, 1);
  await page.route('**/claims', (route) => route.abort('connectionreset'));
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'No item could be claimed' })).toBeVisible();
  await context.setOffline(true);
  await page.unroute('**/claims');
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: 'Nothing is waiting for you' })).toBeVisible();
});

test('an item asked for by its address while there is no connection is asked for again', async ({ page, context }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 2);
  await signIn(page, person);
  await page.route('**/claims', (route) => route.abort('connectionreset'));
  await page.goto(`${address()}/p/${PROJECT.slug}/desk/${ids[1]}`);
  await expect(page.getByRole('heading', { name: 'No item could be claimed' })).toBeVisible();
  await context.setOffline(true);
  await page.unroute('**/claims');
  await context.setOffline(false);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  expect(page.url()).toContain(ids[1]);
});

// A desk of two items with a draft on the one that comes second, and then without it in its address. `gone`: done before.
async function leftOpen(page: Page, gone: () => Promise<void>): Promise<{ left: string; picture?: string; url: string }> {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 2);
  const url = `${address()}/p/${PROJECT.slug}/desk?view=${view}`;
  await signIn(page, person);
  await page.goto(url);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  const own = await as(person);
  const held = await own.get<{ item_id: string; opened: boolean }[]>('/api/v1/claims');
  const first = held.find((claim) => claim.opened)!.item_id;
  const left = ids.find((id) => id !== first)!;
  await page.goto(url.replace('/desk', `/desk/${left}`));
  await page.locator('#answer').fill('Violations: Adidas.');
  await expect(page.getByText('Draft saved')).toBeVisible();
  const picture = await lies(page);
  await gone();
  await page.goto(url);
  return { left, picture, url };
}

test('what was left open and is gone by the time there is a connection gives way to the next', async ({ page, context }) => {
  const { left, picture } = await leftOpen(page, () => page.route('**/claims', (route) => route.abort('connectionreset')));
  await expect(page.getByRole('heading', { name: 'No item could be claimed' })).toBeVisible();
  const rival = await asLead();
  let fence = 0;
  // As soon as the page that was left has given it back.
  await expect(async () => {
    fence = (await rival.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: left })).claim.fence;
  }).toPass();
  await rival.post(`${BASE}/items/${left}/reviews`, { fence, verdict: 'reject', answer: '', regions: [] });
  await context.setOffline(true);
  await page.unroute('**/claims');
  await context.setOffline(false);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  expect(await lies(page)).not.toBe(picture);
});

test('what was left open is what one tries again for', async ({ page }) => {
  const away = { status: 503, json: { error: { code: 'unavailable', message: 'the database is away' } } };
  const { picture } = await leftOpen(page, () => page.route('**/claims', (route) => route.fulfill(away)));
  const again = page.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await page.unroute('**/claims');
  await again.click();
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  expect(await lies(page)).toBe(picture);
});

test('what was left open outlasts pages that could not ask for it, and another desk in the same tab', async ({ page }) => {
  const out = { status: 401, json: { error: { code: 'sign_in_needed', message: 'sign in first' } } };
  const { picture, url } = await leftOpen(page, () => page.route('**/claims', (route) => route.fulfill(out)));
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await page.goto(url.replace(/\?.*/, ''));
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await page.unroute('**/claims');
  await page.goto(url);
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  expect(await lies(page)).toBe(picture);
});
