// Two who want the same item: whoever has lost it is told so and keeps the draft.
import { Browser, expect } from '@playwright/test';
import { leaseRunsOut } from '../support/database';
import { asLead, history, newItem, newReviewer, openDesk, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, PROJECT } from '../support/world';

// A blind item with a reviewer's answer typed, not saved.
async function drafted(browser: Browser) {
  const id = await newItem('held_out');
  const mine = await browser.newContext();
  const first = await mine.newPage();
  await signIn(first, await newReviewer());
  await openDesk(first, id);
  await first.locator('#answer').fill('Violations: Puma.');
  return { id, mine, first };
}

test('whoever comes too late is told who decided, and keeps the draft over a reload', async ({ browser }) => {
  // Another one lies on the desk while the decision is on its way.
  await newItem('train');
  const { id, first } = await drafted(browser);

  // While the first is away, the lease runs out, and another reviewer claims the item and decides.
  await leaseRunsOut(id);
  const rival = await newReviewer();
  const second = await (await browser.newContext()).newPage();
  await signIn(second, rival);
  await openDesk(second, id);
  await expect(second.locator('#answer')).toHaveValue('');
  await second.locator('#answer').fill('Violations: Adidas.');
  await second.keyboard.press('Control+Enter');
  await expect(second.getByRole('status')).toContainText('Label saved');

  await first.getByRole('button', { name: 'Save label' }).click();
  const told = first.locator('#notice').filter({ hasText: 'Not saved' });
  await expect(told).toContainText(`${rival.shown} has decided this item meanwhile`);
  await expect(told).toContainText(/draft is kept/i);
  await expect(first.locator('#answer')).toHaveValue('Violations: Puma.');
  const { reviews } = await history(id);
  expect(reviews.map((r) => [r.reviewer, r.answer])).toEqual([[rival.shown, 'Violations: Adidas.']]);

  // What is decided cannot be claimed; the draft is there to be read.
  await expect(first).toHaveURL(new RegExp(`/desk/${id}$`));
  await first.reload();
  await expect(first.getByRole('heading', { name: 'No item could be claimed' })).toBeVisible();
  await expect(first.locator('.rest')).toContainText('Your draft is kept in this browser: “Violations: Puma.”');

  // The other takes the decision back and gives the item up: it lies on the desk with the draft.
  await second.keyboard.press('Escape');
  await second.keyboard.press('u');
  await expect(second.getByRole('status')).toContainText('Taken back');
  await second.goto(`${address()}/account`);
  await openDesk(first, id);
  await expect(first.getByText('Your draft for this item is back.')).toBeVisible();
  await expect(first.locator('#answer')).toHaveValue('Violations: Puma.');
  await first.getByRole('button', { name: 'Save label' }).click();
  await expect(first.getByRole('status')).toContainText('Label saved');
});

test('whoever loses the item keeps the draft', async ({ browser }) => {
  const { id, mine, first } = await drafted(browser);

  // A second tab of the same reviewer takes the claim over and decides.
  const second = await mine.newPage();
  await openDesk(second, id);
  await second.locator('#answer').fill('Violations: Adidas.');
  await second.keyboard.press('Control+Enter');
  await expect(second.getByRole('status')).toContainText('Label saved');

  await first.getByRole('button', { name: 'Save label' }).click();
  await expect(first.locator('#notice').filter({ hasText: 'Not saved' })).toContainText(/draft is kept/i);
  await expect(first.locator('#answer')).toHaveValue('Violations: Puma.');
  const { reviews } = await history(id);
  expect(reviews.map((r) => r.answer)).toEqual(['Violations: Adidas.']);

  // Another reviewer cannot have what is decided.
  const other = await (await browser.newContext()).newPage();
  await signIn(other, await newReviewer());
  await other.goto(`${address()}/p/${PROJECT.slug}/desk/${id}`);
  await expect(other.getByRole('heading', { name: /No item could be claimed|Nothing is waiting/ })).toBeVisible();
});

test('a second window tells the first that it has taken the item, and left it gives back its own claim alone', async ({ page }) => {
  const person = await newReviewer();
  const id = await newItem('held_out');
  await signIn(page, person);
  await openDesk(page, id);
  const second = await page.context().newPage();
  await openDesk(second, id);
  // Long before the next heartbeat.
  const told = page.getByRole('alert').filter({ hasText: 'opened this item again since, in another place' });
  await expect(told).toBeVisible({ timeout: 10_000 });
  await told.getByRole('button', { name: 'Claim it again' }).click();
  await expect(page.getByRole('status')).toContainText('The item is yours again');

  // The first holds it now: the second leaves, and it stays so.
  const lead = await asLead();
  const holder = async () =>
    (await lead.get<{ rows: { claimed_by: string | null }[] }>(`${BASE}/items?q=${id}`)).rows[0].claimed_by;
  await second.goto(`${address()}/account`);
  await expect(second.getByRole('heading', { level: 1 })).toBeVisible();
  await second.waitForTimeout(500);
  expect(await holder()).toBe(person.shown);
  await page.keyboard.press('0');
  await page.keyboard.press('a');
  await expect(page.getByRole('status')).toContainText('Label saved');
});
