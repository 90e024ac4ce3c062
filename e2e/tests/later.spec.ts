// What the desk fetches only once it is needed: until then, and where it cannot be had, the desk works without it.
import { expect, Page } from '@playwright/test';
import { modelSays } from '../support/database';
import { heldLater, history, LATER, looked, newItem, newReviewer, openDesk, sentTo, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, PROJECT } from '../support/world';

// How often it was asked for.
function asked(page: Page): { times: number } {
  const count = { times: 0 };
  page.on('request', (request) => {
    if (LATER.test(request.url())) count.times++;
  });
  return count;
}

test('it comes when a hand does, and not before', async ({ page }) => {
  const id = await newItem('train');
  await signIn(page, await newReviewer());
  const later = asked(page);
  await openDesk(page, id);
  await expect(page.locator('.stage-image')).toBeVisible();
  await page.waitForTimeout(500);
  expect(later.times).toBe(0);
  await expect(page.locator('dialog')).toHaveCount(0);

  // The first thing asked for is one of its dialogs: it opens as soon as it is there.
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys on the desk' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog', { name: 'Skip' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  expect(later.times).toBe(1);
});

test('without it items are decided, and what is asked of it is said not to be there', async ({ page }) => {
  const me = await newReviewer();
  const ids = [await newItem('train'), await newItem('train')];
  for (const id of ids) await modelSays(id, 'Violations: Nike.');
  await signIn(page, me);
  await page.route(LATER, (route) => route.abort());
  await openDesk(page, ids[0]);
  await looked(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('status').first()).toContainText('That part of the page has not come');

  // Corrected by typing, and the next accepted.
  await page.keyboard.press('c');
  await page.locator('#answer').fill('Violations: Puma.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('status').first()).toContainText('Correction saved');
  await openDesk(page, ids[1]);
  await looked(page);
  await page.keyboard.press('a');
  await expect(page.getByRole('status').first()).toContainText('Accepted');
  const said = await Promise.all(ids.map(history));
  expect(said.map((h) => h.reviews[0]?.answer)).toEqual(['Violations: Puma.', 'Violations: Nike.']);

  // Once it can be had again, it is.
  await page.unroute(LATER);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys on the desk' })).toBeVisible();
});

test('an item that shows one of its parts fetches it unasked, and is not decided before it is there', async ({ page }) => {
  const me = await newReviewer();
  const id = await newItem('train');
  await signIn(page, me);
  await openDesk(page, id);
  await page.getByRole('button', { name: 'Add a turn' }).click();
  await page.locator('#turn-0').fill('And the shoes?');
  await expect(page.locator('.saving')).toHaveText(/saved/i);
  const later = asked(page);
  await page.reload();
  await expect(page.locator('#turn-0')).toHaveValue('And the shoes?');
  expect(later.times).toBe(1);

  // Not to be had: what one does not see one does not decide. It is tried for again until it comes.
  await page.route(LATER, (route) => route.abort());
  await page.reload();
  await expect(page.getByRole('status').first()).toContainText('Not all of this item is here yet');
  await page.getByRole('button', { name: 'Reject' }).click();
  await page.keyboard.press('a');
  await page.unroute(LATER);
  await expect(page.locator('#turn-0')).toHaveValue('And the shoes?');
  expect((await history(id)).reviews).toEqual([]);
});

test('a key that follows one which waits is not taken for a decision', async ({ page }) => {
  const me = await newReviewer();
  const { ids, view } = await sentTo(me, 1);
  await signIn(page, me);
  await page.route(LATER, async (route) => {
    await new Promise((done) => setTimeout(done, 1_500));
    await route.continue();
  });
  await page.goto(`${address()}/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await looked(page);
  await page.keyboard.press('?');
  await page.keyboard.press('r');
  await expect(page.getByRole('status').first()).toContainText('on its way');
  await expect(page.getByRole('dialog', { name: 'Keys on the desk' })).toBeVisible();
  expect((await history(ids[0])).reviews).toEqual([]);
});

test('what is typed before the palette has come the first time stands in its field', async ({ page }) => {
  const id = await newItem('train');
  await signIn(page, await newReviewer());
  const go = await heldLater(page);
  await openDesk(page, id);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('holf');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('d');
  go();
  const palette = page.locator('dialog.palette[open]');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await expect(palette.getByRole('combobox')).toHaveValue('hold');
  await expect(palette.getByRole('option').first()).toContainText('Put it on hold');
  await page.keyboard.type(' it');
  await expect(palette.getByRole('combobox')).toHaveValue('hold it');
  // Nothing of it was a key of the desk's, and it is there once.
  await page.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('combobox')).toHaveValue('');
});

test('Escape calls off a palette that has not come, and drops what was typed for it', async ({ page }) => {
  const id = await newItem('train');
  await signIn(page, await newReviewer());
  const go = await heldLater(page);
  await openDesk(page, id);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('hold');
  await page.keyboard.press('Escape');
  go();
  await page.locator('.desk dialog').first().waitFor({ state: 'attached' });
  await page.waitForTimeout(300);
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  const palette = page.locator('dialog.palette[open]');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await expect(palette.getByRole('combobox')).toHaveValue('');
});
