// The canvas as tests begin with it and leave it, and what stands beside it.
import { expect, Page } from '@playwright/test';
import { newItem, newReviewer, openDesk, signIn } from './desk';

export const WIDTHS = [
  { name: 'desk', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
];

export const rows = (page: Page) => page.locator('.region-row');
export const measure = (page: Page, i: number) => page.locator('.region-name').nth(i).getAttribute('aria-label');
export const tool = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

// A blind item: nothing is drawn on it yet.
export async function blank(page: Page): Promise<string> {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await expect(page.locator('.stage-image')).toBeVisible();
  await page.locator('#stage').scrollIntoViewIfNeeded();
  return id;
}

// Nothing is left in the queue for the tests after this one.
export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'No violations' }).click();
  await page.getByRole('button', { name: 'Save label' }).click();
  await expect(page.getByRole('status')).toContainText('Label saved');
}
