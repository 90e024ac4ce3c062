// The desk while nothing gets through to the server: what was decided arrives, and what was asked for is asked for again.
import { expect } from '@playwright/test';
import { desk, status } from '../support/back';
import { history, newReviewer, sentTo, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, PROJECT } from '../support/world';

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
  await expect(page.locator('#notice')).toContainText('Nobody knows whether that was stored.');
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
  await expect(page.getByRole('heading', { name: 'Nothing is left in this view' })).toBeVisible();
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
