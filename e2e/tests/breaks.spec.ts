// A word about a break: when it comes, what it does, and how it is put off or switched off.
import { expect } from '@playwright/test';
import { tool } from '../support/canvas';
import { openVeiled, reviewerOf, veiledProject } from '../support/care';
import { as, clickAt, newReviewer, openDesk, sentTo, signIn, wholeDesk } from '../support/desk';
import { test } from '../support/test';
import { PROJECT } from '../support/world';

test('a sitting goes on from the batch to the desk and over a reload', async ({ page }) => {
  const rob = await newReviewer();
  const { ids, view } = await sentTo(rob, 1);
  await (await as(rob)).put('/api/v1/preferences', { keys: {}, break_minutes: 5 });
  await page.clock.install();
  await signIn(page, rob, `/p/${PROJECT.slug}/batch?view=${view}`);
  // The browser's half alone can tick.
  await expect(async () => {
    await page.getByRole('button', { name: /^Tick all/ }).click();
    await expect(page.locator('.batch-card').getByRole('checkbox')).toBeChecked({ timeout: 500 });
  }).toPass();
  await page.clock.runFor('02:00');
  await openDesk(page, ids[0]);
  await wholeDesk(page);
  await page.clock.runFor('02:00');
  await page.reload();
  await wholeDesk(page);
  const word = page.getByText(/You have been at it for 5 minutes/);
  await expect(word).toHaveCount(0);
  await page.clock.runFor('01:30');
  await expect(word).toBeVisible();
  // Spoken of in one place, it is put off in all.
  await page.getByRole('button', { name: 'Later' }).click();
  await page.reload();
  await wholeDesk(page);
  await page.clock.runFor('01:00');
  await expect(word).toHaveCount(0);
});

test('from a word about a break on the batch page the focus goes back to where it lay', async ({ page }) => {
  const rob = await newReviewer();
  const { view } = await sentTo(rob, 1);
  await (await as(rob)).put('/api/v1/preferences', { keys: {}, break_minutes: 5 });
  await page.clock.install();
  await signIn(page, rob, `/p/${PROJECT.slug}/batch?view=${view}`);
  const box = page.locator('.batch-card').getByRole('checkbox');
  await expect(async () => {
    await page.getByRole('button', { name: /^Tick all/ }).click();
    await expect(box).toBeChecked({ timeout: 500 });
  }).toPass();
  const word = page.getByText(/You have been at it for/);
  const later = page.getByRole('button', { name: 'Later' });
  await box.focus();
  await page.clock.runFor('05:30');
  await expect(word).toBeVisible();
  await expect(box).toBeFocused();
  await later.focus();
  await page.keyboard.press('Enter');
  await expect(word).toHaveCount(0);
  await expect(box).toBeFocused();

  // It had lain nowhere.
  await page.clock.runFor('10:30');
  await expect(word).toBeVisible();
  await box.blur();
  await later.focus();
  await page.keyboard.press('Enter');
  await expect(word).toHaveCount(0);
  await expect(page.locator('#batch-said')).toBeFocused();

  // Away for long enough, the word goes by itself.
  await page.clock.runFor('10:30');
  await expect(word).toBeVisible();
  await box.focus();
  await later.focus();
  await page.clock.fastForward('06:00');
  await expect(word).toHaveCount(0);
  await expect(box).toBeFocused();
});

test('a break is spoken of once, politely, and taken or put off by key', async ({ page }) => {
  const { slug, items } = await veiledProject();
  const rob = await reviewerOf(slug);
  await (await as(rob)).put('/api/v1/preferences', { keys: {}, break_minutes: 5 });
  await page.clock.install();
  await signIn(page, rob);
  await openVeiled(page, slug, items[0]);
  await wholeDesk(page);
  const word = page.getByText(/You have been at it for/);
  await page.clock.runFor('04:00');
  await expect(word).toHaveCount(0);
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
  const before = await focused();
  await page.clock.runFor('01:30');
  await expect(word).toBeVisible();
  expect(await focused()).toBe(before);
  await page.getByRole('button', { name: 'Later' }).focus();
  await page.keyboard.press('Enter');
  await expect(word).toHaveCount(0);
  await page.clock.runFor('10:30');
  await expect(word).toBeVisible();
  await page.getByRole('button', { name: 'Take a break' }).click();
  await expect(page.getByRole('heading', { name: 'Take your time' })).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
});

test('a polygon that cannot close yet keeps one from a break, and the word about it stays', async ({ page }) => {
  const rob = await newReviewer();
  const { view } = await sentTo(rob, 1);
  await (await as(rob)).put('/api/v1/preferences', { keys: {}, break_minutes: 5 });
  await page.clock.install();
  await signIn(page, rob, `/p/${PROJECT.slug}/desk?view=${view}`);
  await wholeDesk(page);
  await page.clock.runFor('05:30');
  const rest = page.getByRole('button', { name: 'Take a break' });
  await expect(rest).toBeVisible();
  await tool(page, 'Polygon').click();
  for (const spot of [[0.2, 0.2], [0.6, 0.2]]) await clickAt(page, spot);
  await rest.click();
  await expect(page.locator('.said')).toContainText('A polygon needs three corners');
  await expect(rest).toBeVisible();
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  // Given up, it is in nobody's way.
  await page.locator('#stage').focus();
  await page.keyboard.press('Escape');
  await rest.click();
  await expect(page.getByRole('heading', { name: 'Take your time' })).toBeVisible();
});

test('breaks and a limit of one’s own are kept, and the keys stay', async ({ page }) => {
  const rob = await newReviewer();
  const api = await as(rob);
  await api.put('/api/v1/preferences', { keys: { skip: 'x' } });
  await signIn(page, rob, `/p/${PROJECT.slug}/care`);
  await page.getByLabel(/Speak of a break/).fill('');
  await page.getByLabel(/Your own limit/).fill('12.5');
  await page.getByLabel(/Hour at which your own day begins/).fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => api.get('/api/v1/preferences'))
    .toEqual({ keys: { skip: 'x' }, single_keys: true, break_minutes: null, exposure_limit: 12.5, day_begins: 5 });
});
