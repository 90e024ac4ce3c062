// A desk of one's own, and what comes back to it.
import { expect, Locator, Page } from '@playwright/test';
import { looked, newReviewer, sentTo, shown, signIn } from './desk';
import { Answer, held } from './held';
import { address, PROJECT } from './world';

// A desk with items of its own on it, and their ids.
export async function desk(page: Page, n: number): Promise<string[]> {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, n);
  await signIn(page, person);
  await page.goto(`${address()}/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  return ids;
}

// The picture, whatever its size.
export const lies = async (page: Page) => (await shown(page))?.split('?')[0];
export const status = (page: Page) => page.getByRole('status');

export const refusal = (message: string): Answer => ({ status: 409, json: { error: { code: 'conflict', message } } });

// What differs from one thing that comes back to another.
interface Way {
  // In place of the server's answer to the decision.
  answer?: Answer;
  // Done while the decision is on its way.
  sent?: () => Promise<void>;
  // Seen of the alert, too.
  told?: (alert: Locator) => Promise<void>;
  // Seen once the item lies here again.
  back?: () => Promise<void>;
}

// On a desk of two: what was decided comes back while somebody types at the second. It waits beside that with an alert that
// says this, comes when it is asked for, and once it is decided again there is what was typed.
export async function waitsBeside(page: Page, says: string, { answer, sent, told, back }: Way): Promise<void> {
  await desk(page, 2);
  const first = await lies(page);
  const go = await held(page, '**/reviews', answer);
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect.poll(() => lies(page)).not.toBe(first);
  const second = await lies(page);
  await looked(page);
  await sent?.();
  await page.locator('#answer').fill('Violations: Puma.');
  go();
  const alert = page.getByRole('alert').filter({ hasText: says });
  await expect(alert).toBeVisible();
  await told?.(alert);
  await page.locator('#answer').press('End');
  await page.keyboard.type(' Yes.');
  await expect(page.locator('#answer')).toHaveValue('Violations: Puma. Yes.');
  expect(await lies(page)).toBe(second);

  await alert.getByRole('button', { name: 'Go back to it' }).click();
  await expect.poll(() => lies(page)).toBe(first);
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await back?.();
  await page.unroute('**/reviews');
  await looked(page);
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
  await expect.poll(() => lies(page)).toBe(second);
  await expect(page.locator('#answer')).toHaveValue('Violations: Puma. Yes.');
}
