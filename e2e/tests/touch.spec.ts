// The desk on a phone: a box is made by a button, moved and resized by a finger, and the decision is saved.
import { Browser, CDPSession, expect } from '@playwright/test';
import { history, newItem, newReviewer, openDesk, picture, signIn } from '../support/desk';
import { test } from '../support/test';

type Point = { x: number; y: number };

// A finger goes down, moves, rests and leaves: without the rest it would fling, and a fling swallows the next tap.
async function swipe(cdp: CDPSession, from: Point, to: Point): Promise<void> {
  const send = (type: string, points: Point[]) =>
    cdp.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints: points });
  await send('touchStart', [from]);
  for (let i = 1; i <= 5; i++) {
    const part = i / 5;
    await send('touchMove', [{ x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) }]);
  }
  for (let i = 0; i < 4; i++) {
    await new Promise((done) => setTimeout(done, 50));
    await send('touchMove', [to]);
  }
  await send('touchEnd', []);
}

// A phone with an item on its desk, and a new box on that.
async function withBox(browser: Browser) {
  const id = await newItem('held_out');
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  const cdp = await context.newCDPSession(page);

  await page.getByRole('button', { name: 'New box' }).tap();
  await expect(page.locator('.region-row')).toHaveCount(1);
  return { id, page, cdp };
}

test('a box is moved by a finger, and a finger beside it draws nothing', async ({ browser }) => {
  const { id, page, cdp } = await withBox(browser);
  await page.locator('.stage-image').scrollIntoViewIfNeeded();
  const box = await picture(page);
  const at = (x: number, y: number): Point => ({ x: box.x + x * box.width, y: box.y + y * box.height });
  await swipe(cdp, at(0.5, 0.5), at(0.7, 0.6));
  await swipe(cdp, at(0.1, 0.2), at(0.3, 0.2));
  await expect(page.locator('.region-row')).toHaveCount(1);

  await page.getByRole('group', { name: 'Labels in the answer' }).getByRole('button', { name: 'Adidas' }).tap();
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save label' }).tap();
  await expect(page.getByRole('status')).toContainText('Label saved');
  const { reviews } = await history(id);
  expect(reviews[0].answer).toBe('Violations: Adidas.');
  // A new box stands in the middle: 0.35 to 0.65 both ways.
  const [x1, y1, x2, y2] = reviews[0].regions[0].xyxy;
  expect(x1).toBeCloseTo(0.55, 1);
  expect(y1).toBeCloseTo(0.45, 1);
  expect(x2 - x1).toBeCloseTo(0.3, 2);
  expect(y2 - y1).toBeCloseTo(0.3, 2);
});

test('a selected box is moved and resized up and down, where a finger beside it scrolls the page', async ({ browser }) => {
  const { id, page, cdp } = await withBox(browser);
  const box = await picture(page);
  const at = (x: number, y: number): Point => ({ x: box.x + x * box.width, y: box.y + y * box.height });
  const scrolled = () => page.evaluate(() => window.scrollY);
  // Fingers alone have no keys to be told of.
  await expect(page.getByRole('button', { name: /^Keys/ })).toBeHidden();
  const before = await scrolled();
  await swipe(cdp, at(0.5, 0.5), at(0.5, 0.7));
  await swipe(cdp, at(0.65, 0.85), at(0.65, 0.95));
  expect(await scrolled()).toBe(before);

  const up = before > 0 ? [at(0.1, 0.2), at(0.1, 0.6)] : [at(0.1, 0.6), at(0.1, 0.2)];
  await swipe(cdp, up[0], up[1]);
  expect(await scrolled()).not.toBe(before);

  await page.getByRole('group', { name: 'Labels in the answer' }).getByRole('button', { name: 'Adidas' }).tap();
  await page.getByRole('button', { name: 'Save label' }).tap();
  await expect(page.getByRole('status')).toContainText('Label saved');
  const [x1, y1, x2, y2] = (await history(id)).reviews[0].regions[0].xyxy;
  expect(x1).toBeCloseTo(0.35, 1);
  expect(y1).toBeCloseTo(0.55, 1);
  expect(x2).toBeCloseTo(0.65, 1);
  expect(y2).toBeCloseTo(0.95, 1);
});

test('a new box leaves the picture where it is', async ({ browser }) => {
  const id = await newItem('held_out');
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })).newPage();
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.locator('#stage').focus();
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.keyboard.press('n');
  await expect(page.locator('#region-0')).toBeFocused();
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
});
