// A question about two images: both are looked at on the desk, regions are drawn on the first, a reveal shows both.
import { expect, Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { itemAbout } from '../support/database';
import { asLead, draw, newReviewer, shown, signIn } from '../support/desk';
import { png } from '../support/png';
import { test } from '../support/test';
import { address, PROJECT } from '../support/world';

const ASKED = 'How do Image 1 and Image 2 differ?';

// A project of its own with an item about two of its images, blind so that no worker is waited for.
async function project(care: object = {}): Promise<{ slug: string; item: string }> {
  const lead = await asLead();
  const slug = `two-${Date.now()}`;
  await lead.post('/api/v1/projects', { ...PROJECT, slug, name: 'Two images', settings: { care } });
  const items: string[] = [];
  for (let i = 0; i < 2; i++) {
    const seed = Date.now() + 7919 * i;
    items.push(await lead.upload(`/api/v1/projects/${slug}/items?split=held_out`, `${seed}.png`, png(seed)));
  }
  return { slug, item: await itemAbout(items, ASKED) };
}

async function open(page: Page, slug: string, item: string): Promise<void> {
  const person = await newReviewer();
  await (await asLead()).put(`/api/v1/projects/${slug}/members/${person.name}`, { role: 'reviewer' });
  await signIn(page, person);
  await page.goto(`${address()}/p/${slug}/desk/${item}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
}

const button = (page: Page, n: number) => page.getByRole('button', { name: `Image ${n} of 2`, exact: true });
const large = (page: Page) => page.getByRole('img', { name: 'Image 2 of 2, large' });

test('both images are looked at, by pointer and by key, and regions are drawn on the first', async ({ page }) => {
  const { slug, item } = await project();
  await open(page, slug, item);
  await expect(page.getByRole('navigation', { name: 'The item’s 2 images' })).toContainText('Regions are drawn on Image 1.');
  await expect(button(page, 1)).toHaveAttribute('aria-current', 'true');
  await expect(large(page)).toHaveCount(0);
  await button(page, 2).click();
  await expect(button(page, 2)).toHaveAttribute('aria-current', 'true');
  await expect(button(page, 1)).not.toHaveAttribute('aria-current', 'true');
  await expect(large(page)).toBeVisible();
  await expect.poll(() => large(page).evaluate((i: HTMLImageElement) => i.naturalWidth)).toBeGreaterThan(1);
  // Typing an answer about it does not take it away.
  await page.locator('#answer').fill('No violations.');
  await expect(large(page)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('.desk').analyze();
  expect(violations).toEqual([]);

  await button(page, 1).focus();
  await page.keyboard.press('Enter');
  await expect(large(page)).toHaveCount(0);
  await draw(page, [0.2, 0.2, 0.6, 0.6]);
  await expect(page.locator('#region-0')).toBeVisible();
  await button(page, 2).focus();
  await page.keyboard.press('Enter');
  await expect(large(page)).toBeVisible();
  // Whoever works on a region is to see it.
  await page.locator('#region-0').click();
  await expect(large(page)).toHaveCount(0);
  await page.getByRole('group', { name: 'Verdict' }).getByRole('button').first().click();
  const lead = await asLead();
  const path = `/api/v1/projects/${slug}/items/${item}`;
  await expect
    .poll(async () => (await lead.get<{ triplets: { further_images: unknown[] }[] }>(path)).triplets[0]?.further_images.length)
    .toBe(1);

  await page.goto(`${address()}/p/${slug}/items/${item}`);
  await expect(page.getByRole('img', { name: /^Image 1 of 2 with/ })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Image 2 of 2' })).toBeVisible();
});

test('a reveal shows both images, and looking away veils both', async ({ page }) => {
  const { slug, item } = await project({ veil: true });
  await open(page, slug, item);
  const second = () => button(page, 2).locator('img').getAttribute('src');
  expect(await second()).toContain('/images/');
  await page.keyboard.press('y');
  await expect(page.getByRole('button', { name: /Veil again/ })).toBeVisible();
  expect(await shown(page)).toContain('/reveals/');
  expect(await second()).toMatch(/\/reveals\/.*position=2/);
  await button(page, 2).click();
  await expect(large(page)).toHaveAttribute('src', /\/reveals\/.*size=screen&position=2/);
  await expect.poll(() => large(page).evaluate((i: HTMLImageElement) => i.naturalWidth)).toBeGreaterThan(1);
  await page.keyboard.press('y');
  await expect(large(page)).toHaveAttribute('src', /\/images\//);
  expect(await second()).toContain('/images/');
});
