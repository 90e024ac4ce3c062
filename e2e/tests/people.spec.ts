// Whoever leaves is deactivated by an admin, loses nothing, and may come back.
import { expect, Page } from '@playwright/test';
import { asLead, newItem, newReviewer, openDesk, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, LEAD, Person, PROJECT } from '../support/world';

const WORDS = 'Violations: Puma.';

const row = (page: Page, person: Person) =>
  page.locator('tr', { has: page.locator('td', { hasText: new RegExp(`${person.name}$`) }) });

test('whoever is deactivated is told at the next thing they do, and finds the draft on coming back', async ({ browser, page }) => {
  const person = await newReviewer();
  const id = await newItem('held_out');
  await signIn(page, person);
  await openDesk(page, id);
  await page.locator('#answer').fill(WORDS);
  await expect(page.getByText('Draft saved')).toBeVisible();

  const admin = await (await browser.newContext()).newPage();
  await signIn(admin, LEAD, '/account');
  const off = admin.getByRole('button', { name: `Deactivate ${person.name}`, exact: true });
  const on = admin.getByRole('button', { name: `Reactivate ${person.name}`, exact: true });
  // Asked back, and left as it is.
  admin.once('dialog', (dialog) => dialog.dismiss());
  await off.click();
  await expect(on).toHaveCount(0);
  admin.once('dialog', (dialog) => dialog.accept());
  await off.click();
  await expect(admin.getByRole('status')).toHaveText('Saved.');
  await expect(on).toBeVisible();
  await expect(row(admin, person)).toContainText('deactivated');
  // Nobody does it to themselves.
  await expect(admin.getByRole('button', { name: `Deactivate ${LEAD.name}`, exact: true })).toHaveCount(0);
  const lead = await asLead();
  const list = await lead.get<{ rows: { claimed_by: string | null }[] }>(`${BASE}/items?q=${id}`);
  expect(list.rows[0].claimed_by).toBeNull();

  await page.getByRole('button', { name: 'Save label' }).click();
  const told = page.locator('#notice, .rest').filter({ hasText: /sign in first|signed out/i });
  await expect(told.first()).toBeVisible();
  const kept = await page.evaluate(() => Object.values(localStorage).join());
  expect(kept).toContain(WORDS);
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('Your account is deactivated. Ask an admin of this Vitrine to let you in again.');

  // Members see it, and nobody is offered them to send an item to.
  await admin.goto(`${address()}/p/${PROJECT.slug}/members`);
  await expect(row(admin, person)).toContainText('deactivated');
  await admin.goto(`${address()}/p/${PROJECT.slug}/items/${id}`);
  await expect(admin.locator('select[name=to] option[value=""]')).toHaveCount(1);
  await expect(admin.locator(`select[name=to] option[value="${person.name}"]`)).toHaveCount(0);

  await admin.goto(`${address()}/account`);
  await on.click();
  await expect(off).toBeVisible();
  await signIn(page, person);
  await openDesk(page, id);
  await expect(page.locator('#answer')).toHaveValue(WORDS);
});

test('at a desk the one who is deactivated is no longer among those to send an item to', async ({ page }) => {
  const [mine, gone, there] = [await newReviewer(), await newReviewer(), await newReviewer()];
  const lead = await asLead();
  await lead.patch(`/api/v1/users/${gone.name}`, { active: false });
  const id = await newItem('held_out');
  await signIn(page, mine);
  await openDesk(page, id);
  await page.getByRole('button', { name: /^Send to/ }).click();
  const choice = page.locator('dialog[open] select');
  await expect(choice.locator(`option[value="${there.name}"]`)).toHaveCount(1);
  await expect(choice.locator(`option[value="${gone.name}"]`)).toHaveCount(0);
});
