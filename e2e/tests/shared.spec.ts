// A browser that two people share: neither is shown what the other wrote, nor acts in the other's name.
import { expect } from '@playwright/test';
import { as, history, kept, newItem, newReviewer, openDesk, signIn, wholeDesk } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, PROJECT } from '../support/world';

const WORDS = 'Violations: Puma.';

test('what one person wrote is not shown to the next at the same browser', async ({ page }) => {
  const id = await newItem('held_out');
  const [first, second] = [await newReviewer(), await newReviewer()];
  await signIn(page, first);
  await openDesk(page, id);
  await page.locator('#answer').fill(WORDS);
  await expect(page.getByText('Draft saved')).toBeVisible();
  expect(await kept(page)).toBe(1);
  // As a page that named nobody left them.
  await page.evaluate((key) => {
    const mine = Object.keys(localStorage).find((k) => k.startsWith('vitrine.draft.'));
    localStorage.setItem(key, localStorage.getItem(mine ?? '') ?? '');
  }, `vitrine.draft.${PROJECT.slug}.${id}`);
  // The item goes back as the desk is left, by whoever is signed in still.
  const leave = async () => {
    await page.goto(`${address()}/p/${PROJECT.slug}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/sign-in/);
  };
  await leave();

  await signIn(page, second);
  await openDesk(page, id);
  await expect(page.locator('#answer')).toHaveValue('');
  await expect(page.getByText('Your draft for this item is back.')).toHaveCount(0);
  expect(await kept(page)).toBe(0);

  // The first one's is still hers: the server has it.
  await leave();
  await signIn(page, first);
  await openDesk(page, id);
  await expect(page.locator('#answer')).toHaveValue(WORDS);
});

test('a desk whose person is signed in no more does nothing for whoever is', async ({ page, context }) => {
  const id = await newItem('held_out');
  const [anna, ben] = [await newReviewer(), await newReviewer()];
  await signIn(page, anna);
  await openDesk(page, id);
  await wholeDesk(page);
  await page.locator('#answer').fill(WORDS);
  await expect(page.getByText('Draft saved')).toBeVisible();
  await page.route('**/draft', (route) => route.abort('connectionreset'));
  await page.locator('#answer').fill(`${WORDS} Half hidden.`);
  await expect(page.getByText('Draft kept in this browser')).toBeVisible();

  // In another tab of the same browser.
  const other = await context.newPage();
  await other.goto(`${address()}/p/${PROJECT.slug}`);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/sign-in/);
  await signIn(other, ben);

  // It may have stopped by itself: a live page asks now and then.
  await page.unroute('**/draft');
  const stopped = page.getByRole('heading', { name: 'Somebody else is signed in here by now' });
  if (!(await stopped.isVisible())) await page.keyboard.press('Control+Enter');
  await expect(stopped).toBeVisible();
  // Out of the field that is hidden by now.
  await page.bringToFront();
  await expect(page.locator('.rest-do').getByRole('link', { name: 'Sign in' })).toBeFocused();
  expect((await history(id)).reviews).toEqual([]);
  expect(await (await as(ben)).get(`${BASE}/items/${id}/draft`)).toBeNull();

  // His own desk at this browser shows nothing of hers and leaves what only this browser has.
  await other.goto(`${address()}/p/${PROJECT.slug}/desk`);
  await expect(other.locator('.desk')).toBeVisible();
  await other.goto(`${address()}/p/${PROJECT.slug}`);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await signIn(other, anna);
  await openDesk(other, id);
  await expect(other.locator('#answer')).toHaveValue(`${WORDS} Half hidden.`);
});
