// What one was at work on as the page went is asked for first by the next one in its tab, as long as it is to be had.
import { expect, Page } from '@playwright/test';
import { lies, status } from '../support/back';
import { as, asLead, looked, newReviewer, sentTo, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, Person, PROJECT } from '../support/world';

// Which item lies on this person's desk.
async function opened(person: Person): Promise<string> {
  const own = await as(person);
  const held = await own.get<{ item_id: string; opened: boolean }[]>('/api/v1/claims');
  return held.find((claim) => claim.opened)!.item_id;
}

// A desk of two items with a draft on the one that comes second, and then without it in its address. `gone`: done before.
async function leftOpen(page: Page, gone: () => Promise<unknown>): Promise<{ left: string; picture?: string; url: string }> {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 2);
  const url = `${address()}/p/${PROJECT.slug}/desk?view=${view}`;
  await signIn(page, person);
  await page.goto(url);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  const first = await opened(person);
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

test('what was left open and is decided lies nowhere, where a decision taken back has come before it', async ({ page }) => {
  const person = await newReviewer();
  const { view } = await sentTo(person, 2);
  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  const first = await lies(page);
  await page.keyboard.press('r');
  await expect(status(page)).toContainText('Rejected');
  await expect.poll(() => lies(page)).not.toBe(first);
  const left = await opened(person);
  await looked(page);
  await page.locator('#answer').fill('Violations: Adidas.');
  await expect(page.getByText('Draft saved')).toBeVisible();

  // As for a lead, who may claim what is decided.
  let go = () => {};
  const gone = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/claims', async (route) => {
    if (route.request().postDataJSON()?.item_id !== left) return route.continue();
    const response = await route.fetch();
    const json = await response.json();
    await gone;
    await route.fulfill({ response, json: { ...json, item: { ...json.item, state: 'decided' } } });
  });
  const asked = page.waitForRequest((r) => r.url().endsWith('/claims') && r.postDataJSON()?.item_id === left);
  await page.reload();
  await asked;
  await page.keyboard.press('u');
  await expect.poll(() => lies(page)).toBe(first);
  const released = page.waitForRequest(`**/items/${left}/release`);
  go();
  await released;
  expect(await lies(page)).toBe(first);
});
