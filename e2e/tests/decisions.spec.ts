// What one has decided: read and narrowed without scripts, taken back from the list, looked at by a lead.
import { expect } from '@playwright/test';
import { faults } from '../support/axe';
import type { Api } from '../support/api';
import { as, history, newReviewer, sentTo, signIn } from '../support/desk';
import { over } from '../support/pages';
import { test } from '../support/test';
import { address, BASE, LEAD, PROJECT } from '../support/world';

const PAGE = `/p/${PROJECT.slug}/decisions`;

async function decide(own: Api, id: string, verdict: string, answer: string): Promise<void> {
  const { claim } = await own.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: id });
  await own.post(`${BASE}/items/${id}/reviews`, { fence: claim.fence, verdict, answer, regions: [] });
}

test('decisions are listed newest first, narrowed without scripts, and taken back', async ({ page, browser }) => {
  const person = await newReviewer();
  await signIn(page, person, PAGE);
  await expect(page.getByRole('heading', { name: 'You have decided nothing here yet' })).toBeVisible();
  const { ids } = await sentTo(person, 2);
  const own = await as(person);
  await decide(own, ids[0], 'reject', '');
  await decide(own, ids[1], 'correct', 'Violations: Puma.');

  await page.goto(`${address()}/p/${PROJECT.slug}/queues`);
  await page.getByRole('link', { name: 'Your decisions' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your decisions' })).toBeVisible();
  const rows = page.locator('tbody tr');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText('Violations: Puma.');
  await expect(rows.nth(0)).toContainText('corrected');
  await expect(rows.nth(1)).toContainText('rejected');
  await expect(rows.nth(0)).toContainText(PROJECT.instruction);
  await rows.nth(0).getByRole('button', { name: /^Undo the decision on item/ }).click();
  await expect(rows.nth(0)).toContainText('taken back');
  await expect(rows.nth(0).getByRole('button')).toHaveCount(0);
  await expect(rows.nth(1)).toContainText('stands');
  expect((await history(ids[1])).item.state).toBe('queued');
  expect(await faults(page)).toEqual([]);

  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.setViewportSize({ width: 390, height: 844 });
  await signIn(plain, person, PAGE);
  await expect(plain.locator('tbody tr')).toHaveCount(2);
  expect(await over(plain)).toBeLessThanOrEqual(0);
  await plain.getByLabel('Standing').selectOption('taken back');
  await plain.getByLabel('Corrections').selectOption('only these');
  await plain.getByRole('button', { name: 'Filter' }).click();
  await expect(plain).toHaveURL(`${address()}${PAGE}?corrections=true&standing=taken_back`);
  await expect(plain.locator('tbody tr')).toHaveCount(1);
  await expect(plain.locator('tbody')).toContainText('Violations: Puma.');
  await plain.getByLabel('Verdict').selectOption('accepted');
  await plain.getByRole('button', { name: 'Filter' }).click();
  await expect(plain.getByRole('heading', { name: 'No decision fits' })).toBeVisible();
  await plain.getByRole('link', { name: 'Clear' }).click();
  await plain.locator('tbody tr').nth(1).getByRole('link').click();
  await expect(plain).toHaveURL(new RegExp(`/items/${ids[0]}$`));
});

test('what can be taken back no more has no button, and says why', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await page.clock.install();
  await signIn(page, person);
  await decide(await as(person), ids[0], 'reject', '');
  await page.goto(`${address()}${PAGE}`);
  const row = page.locator('tbody tr');
  const undo = row.getByRole('button', { name: /^Undo/ });
  await expect(undo).toBeEnabled();
  await undo.focus();
  await page.clock.runFor('00:30');
  await expect(undo).toBeVisible();
  await page.clock.runFor('00:35');
  await expect(undo).toHaveCount(0);
  await expect(row).toContainText('Too late to undo.');
  // The focus stays where it was.
  await expect(row.getByText('Too late to undo.')).toBeFocused();
  await expect(row).toContainText('stands');
  expect(await faults(page)).toEqual([]);
});

test('a lead looks at what a person decided, and another reviewer does not', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await decide(await as(person), ids[0], 'correct', 'Violations: Adidas.');
  await signIn(page, LEAD, PAGE);
  await page.getByLabel('Whose').selectOption({ label: person.shown });
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(`${address()}${PAGE}?of=${person.name}`);
  await expect(page.getByRole('heading', { level: 1, name: `Decisions of ${person.shown}` })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(`^Decisions of ${person.shown}`));
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(page.locator('tbody tr')).toContainText('Violations: Adidas.');
  // It is not the lead's to take back.
  await expect(page.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
  await expect(page.getByLabel('Whose')).toHaveValue(person.name);
  expect(await faults(page)).toEqual([]);
  // From the figures of how people work it is a step.
  await page.goto(`${address()}/p/${PROJECT.slug}/pace`);
  await page.getByRole('link', { name: person.shown, exact: true }).click();
  await expect(page).toHaveURL(`${address()}${PAGE}?of=${person.name}`);

  await page.context().clearCookies();
  await signIn(page, await newReviewer());
  const refused = await page.goto(`${address()}${PAGE}?of=${person.name}`);
  expect(refused?.status()).toBe(403);
  await expect(page.getByText('see what somebody else decided')).toBeVisible();
  await expect(page.locator('body')).not.toContainText('Adidas');
  await page.goto(address() + PAGE);
  await expect(page.getByLabel('Whose')).toHaveCount(0);
});
