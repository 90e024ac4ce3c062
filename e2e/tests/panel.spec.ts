// The panel beside the picture: from its beginning with every item, with nothing of it under the verdict's buttons.
import { expect, Page } from '@playwright/test';
import { faults } from '../support/axe';
import { blank, rows, save } from '../support/canvas';
import { proposeRegions } from '../support/database';
import { looked, newReviewer, openDesk, sentTo, shown, signIn } from '../support/desk';
import { test } from '../support/test';
import { PROJECT } from '../support/world';

// What of the panel can have the focus and lies under the verdict's buttons wherever the panel is scrolled to, and what
// is not seen whole once it has the focus, come to from either end.
function hidden(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const panel = document.querySelector<HTMLElement>('.desk-panel')!;
    const decide = document.querySelector<HTMLElement>('.decide')!;
    // Else the page does, and under the buttons.
    const scrolls = getComputedStyle(panel).overflowY === 'auto';
    const scroller = scrolls ? panel : document.documentElement;
    const able = 'a[href], button:enabled, input, select, textarea, summary';
    const all = [...panel.querySelectorAll<HTMLElement>(able)].filter((el) => el.getClientRects().length > 0);
    const found = new Set<string>();
    const seen = () => {
      const { top, bottom } = panel.getBoundingClientRect();
      return scrolls ? { top, bottom } : { top: 0, bottom: window.innerHeight };
    };
    const look = (el: HTMLElement, when: string) => {
      const [at, bar, { top, bottom }] = [el.getBoundingClientRect(), decide.getBoundingClientRect(), seen()];
      const under = Math.min(at.bottom, bottom, bar.bottom) - Math.max(at.top, top, bar.top);
      const cut = when === 'focused' && (at.top < top - 1 || at.bottom > bottom + 1);
      if (under > 1 || cut) found.add(`${when}, ${cut ? 'cut' : 'under'}: ${el.outerHTML.slice(0, 120)}`);
    };
    for (let down = 0; scrolls && panel.scrollTop >= down - 16; down += 16) {
      panel.scrollTop = down;
      for (const el of all) look(el, 'at rest');
    }
    for (const from of [0, scroller.scrollHeight]) {
      for (const el of all) {
        document.querySelector<HTMLElement>('#stage')!.focus({ preventScroll: true });
        scroller.scrollTop = from;
        el.focus();
        look(el, 'focused');
      }
    }
    return [...found];
  });
}

test('nothing of the panel lies under the verdict’s buttons, at rest or with the focus', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  const boxes = [0, 1, 2, 3, 4, 5].map((n) => [0.05 + 0.15 * n, 0.1, 0.15 + 0.15 * n, 0.4]);
  await proposeRegions(ids[0], boxes);
  await signIn(page, person);
  await openDesk(page, ids[0]);
  for (const [width, height] of [[1280, 720], [1024, 640], [390, 844]]) {
    await page.setViewportSize({ width, height });
    await expect(rows(page)).toHaveCount(boxes.length);
    const size = `${width} × ${height}`;
    const decide = await page.locator('.decide').boundingBox();
    expect(decide!.y + decide!.height, size).toBeCloseTo(height, 0);
    expect(await hidden(page), size).toEqual([]);
    // On a phone the page is longer than what is seen, and axe measures what has scrolled under the buttons too.
    if (width < 960) continue;
    expect(await faults(page), size).toEqual([]);
    // There was more of the panel than is seen at once: else nothing could lie there.
    const more = await page.locator('.desk-panel').evaluate((el) => el.scrollHeight - el.clientHeight);
    expect(more, size).toBeGreaterThan(20);
  }
});

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
