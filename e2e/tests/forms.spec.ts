// What every small form of the pages does: it says that it has saved and gives the focus back, and sends nothing by itself.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { newItem, newReviewer, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, PROJECT } from '../support/world';

test('without scripts a form says so, and no password gets into the address', async ({ browser }) => {
  const person = await newReviewer();
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, person, '/account');
  const before = page.url();
  const now = page.getByLabel('The password now');
  // Playwright's own search for words leaves out what lies in there.
  await expect(page.locator('noscript p').first()).toBeVisible();
  await expect(now).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Change it' })).toBeDisabled();
  // Nor does it where a browser knows nothing of what is disabled.
  await page.locator('fieldset').first().evaluate((f) => f.removeAttribute('disabled'));
  await now.fill('the old one');
  await page.getByLabel('The new one').fill('a new and long one');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Change it' }).click();
  await page.waitForTimeout(500);
  expect(page.url()).toBe(before);
  await expect(page.getByRole('heading', { name: 'Change the password' })).toBeVisible();
});

test('what is wrong is tied to the field that it is about, until it is sent again', async ({ page }) => {
  const person = await newReviewer();
  await signIn(page, person, '/account');
  const form = page.locator('form[data-form$="/session/password"]');
  const now = page.getByLabel('The password now');
  const anew = page.getByLabel('The new one');
  await now.fill('not the password');
  await anew.fill(`${person.password} too`);
  await page.keyboard.press('Enter');
  await expect(form.getByRole('alert')).toContainText('current password');
  await expect(now).toHaveAttribute('aria-invalid', 'true');
  await expect(now).toHaveAccessibleDescription(/current password is not right/);
  await expect(now).toBeFocused();
  await expect(anew).not.toHaveAttribute('aria-invalid', /./);
  await now.fill(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toHaveText('Saved.');
  await expect(now).not.toHaveAttribute('aria-invalid', /./);
});

test('what was saved is said, and the focus is back at the form', async ({ page }) => {
  const person = await newReviewer();
  await signIn(page, person, '/account');
  await page.getByLabel('The password now').fill(person.password);
  await page.getByLabel('The new one').fill(`${person.password} too`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toHaveText('Saved.');
  await expect(page.locator('form[data-form$="/session/password"]')).toBeFocused();
  // Once.
  await page.reload();
  await expect(page.getByRole('button', { name: 'Change it' })).toBeEnabled();
  await expect(page.getByRole('status')).toHaveCount(0);

  // In a fold it is the fold's heading.
  const id = await newItem('held_out');
  await page.goto(`${address()}/p/${PROJECT.slug}/items/${id}`);
  const fold = page.locator('details').filter({ has: page.locator('form[data-form$="/comments"]') });
  await fold.locator('summary').click();
  await fold.getByRole('textbox').fill('Looked at.');
  await fold.getByRole('button').click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await expect(fold.locator('summary')).toBeFocused();
  await expect(page.locator('.thread')).toContainText('Looked at.');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
