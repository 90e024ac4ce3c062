// The panel beside the picture: from its beginning with every item, with nothing of it under the verdict's buttons.
import { expect, test } from '@playwright/test';
import { blank, save } from '../support/canvas';
import { looked, newReviewer, sentTo, shown, signIn } from '../support/desk';
import { PROJECT } from '../support/world';

test('another item is seen from its beginning', async ({ page }) => {
  const person = await newReviewer();
  const { view } = await sentTo(person, 3);
  await page.setViewportSize({ width: 1280, height: 480 });
  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  const panel = page.locator('.desk-panel');
  const down = () => panel.evaluate((el) => (el.scrollTop = el.scrollHeight) && el.scrollTop);
  expect(await down()).toBeGreaterThan(0);
  const next = async () => {
    const before = await shown(page);
    await looked(page);
    await page.keyboard.press('a');
    await expect.poll(() => shown(page)).not.toBe(before);
  };
  await next();
  await expect.poll(() => panel.evaluate((el) => el.scrollTop)).toBe(0);

  // Where the window scrolls, the picture is in view again.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(page.locator('.stage-tools')).not.toBeInViewport();
  await next();
  await expect(page.locator('.stage-tools')).toBeInViewport();
  await expect(page.locator('.instruction')).toBeInViewport();
});

test('at twice its size a page keeps its keys, leaves the picture its room, and hides no focus', async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 400 });
  await blank(page);
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(page.getByRole('button', { name: /^Find/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Keys/ })).toBeVisible();
  const box = await page.locator('#stage').boundingBox();
  expect(Math.min(box!.y + box!.height, 400) - box!.y).toBeGreaterThan(160);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over).toBeLessThanOrEqual(0);

  await page.getByRole('button', { name: 'No violations' }).focus();
  for (let i = 0; i < 12; i++) {
    const hidden = await page.evaluate(() => {
      const at = document.activeElement!.getBoundingClientRect();
      const decide = document.querySelector('.decide')!;
      const under = at.bottom > decide.getBoundingClientRect().top + 1;
      return under && !decide.contains(document.activeElement) && document.activeElement!.outerHTML;
    });
    expect(hidden).toBe(false);
    await page.keyboard.press('Tab');
  }
  await save(page);
});
