import { test } from '@playwright/test';
import { lesson, openLesson } from '../support/teaching';
import { signIn } from '../support/desk';
import { address, LEAD, PROJECT } from '../support/world';
for (const colorScheme of ['light', 'dark'] as const)
  for (const [width, height] of [[1440, 900], [390, 844]])
    test(`shot ${colorScheme} ${width}`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height } });
      const page = await context.newPage();
      const made = await lesson();
      await signIn(page, made.reviewer);
      await openLesson(page, made);
      await page.waitForTimeout(600);
      const to = (n: string) => ({ path: `/tmp/shots-steps/${n}-${colorScheme}-${width}.png`, animations: 'disabled' as const });
      await page.screenshot(to('desk'));
      await page.locator('#step-2').focus();
      await page.waitForTimeout(300);
      await page.screenshot(to('lit'));
      await page.screenshot({ ...to('full'), fullPage: true });
      await page.locator('#steps-title').scrollIntoViewIfNeeded();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      console.log('overflow', over);
      await page.keyboard.press('?');
      await page.waitForTimeout(300);
      await page.screenshot(to('help'));
      const other = await context.browser()!.newContext({ colorScheme, viewport: { width, height } });
      const lead = await other.newPage();
      await signIn(lead, LEAD);
      await lead.goto(`${address()}/p/${PROJECT.slug}/queues`);
      await lead.waitForTimeout(300);
      await lead.screenshot({ ...to('queues'), fullPage: true });
      await lead.goto(`${address()}/p/${made.slug}/items/${made.item}`);
      await lead.waitForTimeout(300);
      await lead.screenshot({ ...to('item'), fullPage: true });
      await other.close();
      await context.close();
    });
