// How one looks at the picture: nearer and farther, by wheel, key and finger; what lights up; an image of 40 megapixels.
import { expect } from '@playwright/test';
import { blank, rows, save, tool, WIDTHS } from '../support/canvas';
import { proposeRegions } from '../support/database';
import { at, dragFrom, draw, history, newItem, newReviewer, openDesk, picture, signIn } from '../support/desk';
import { test } from '../support/test';

for (const { name, viewport } of WIDTHS) {
  test.describe(name, () => {
    test.use({ viewport });

    test('one zooms to the cursor, pans, draws there, and sees the whole again', async ({ page }) => {
      const id = await blank(page);
      const before = await picture(page);
      // A whole pixel, as a wheel tells where it is.
      const under = (await at(page, [0.7, 0.4])).map(Math.round) as [number, number];
      const spot = [(under[0] - before.x) / before.width, (under[1] - before.y) / before.height];
      await page.mouse.move(...under);
      for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -120);
      await expect.poll(async () => (await picture(page)).width).toBeGreaterThan(2.5 * before.width);
      const now = await at(page, spot);
      expect(Math.hypot(now[0] - under[0], now[1] - under[1])).toBeLessThan(2);

      // The middle button pans.
      await page.mouse.down({ button: 'middle' });
      await page.mouse.move(under[0] - 40, under[1] + 20, { steps: 4 });
      await page.mouse.up({ button: 'middle' });
      const panned = await at(page, spot);
      expect(panned[0] - under[0]).toBeCloseTo(-40, -1);
      expect(panned[1] - under[1]).toBeCloseTo(20, -1);

      await tool(page, 'Snap').click();
      await dragFrom(page, [0.68, 0.36], [0.72, 0.42]);
      await page.keyboard.press('f');
      await expect.poll(async () => Math.round((await picture(page)).width)).toBe(Math.round(before.width));
      await page.locator('#stage').focus();
      await page.keyboard.press('+');
      await expect.poll(async () => (await picture(page)).width).toBeGreaterThan(1.2 * before.width);
      await page.keyboard.press('f');
      await save(page);
      const { xyxy } = (await history(id)).reviews[0].regions[0];
      [0.68, 0.36, 0.72, 0.42].forEach((v, k) => expect(Math.abs(xyxy[k] - v)).toBeLessThan(0.01));
    });
  });
}

test('over the picture Space pans, elsewhere it presses the button that has the focus', async ({ page }) => {
  await blank(page);
  const nearer = tool(page, 'Zoom in');
  for (let i = 0; i < 3; i++) await nearer.click();
  const before = await picture(page);
  const [x, y] = await at(page, [0.5, 0.5]);
  await page.mouse.move(x, y);
  await expect(nearer).toBeFocused();
  await page.keyboard.down('Space');
  await page.mouse.down();
  await page.mouse.move(x - 40, y - 20, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Space');
  const panned = await picture(page);
  expect(panned.x - before.x).toBeCloseTo(-40, -1);
  expect(panned.width).toBeCloseTo(before.width, 0);
  await expect(rows(page)).toHaveCount(0);
  await nearer.focus();
  await page.mouse.move(5, 5);
  await page.keyboard.press('Space');
  await expect.poll(async () => (await picture(page)).width).toBeGreaterThan(1.2 * before.width);
  await save(page);
});

test('the answer and the regions light each other up', async ({ page }) => {
  const id = await newItem('train');
  await proposeRegions(id, [[0.1, 0.1, 0.3, 0.3], [0.5, 0.5, 0.8, 0.8]], 'Puma');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  const lit = page.locator('.over .is-lit path.region-line.by-model');
  await expect(rows(page)).toHaveCount(2);
  const chip = page.getByRole('group', { name: 'Labels in the answer' }).getByRole('button', { name: 'Puma' });
  await chip.hover();
  await expect.poll(async () => (await lit.getAttribute('d'))?.match(/M/g)?.length).toBe(2);
  await page.mouse.move(...(await at(page, [0.2, 0.2])));
  await expect.poll(async () => (await lit.getAttribute('d'))?.match(/M/g)?.length).toBe(1);
  await expect(chip).toHaveClass(/lit/);
  await expect(page.locator('.region-row.lit')).toHaveCount(1);
  // The caret in a label's name is a mention too.
  await page.mouse.move(5, 5);
  await page.locator('#answer').fill('Violations: Puma.');
  await page.locator('#answer').press('Home');
  await expect(page.locator('.region-row.lit')).toHaveCount(0);
  await page.locator('#answer').press('End');
  await page.locator('#answer').press('ArrowLeft');
  await expect(page.locator('.region-row.lit')).toHaveCount(2);
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(page.getByRole('status')).toContainText('Correction saved');
});

test('two fingers zoom and pan, and draw nothing', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await blank(page);
  const cdp = await context.newCDPSession(page);
  const before = await picture(page);
  const [x, y] = await at(page, [0.5, 0.5]);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number) => {
    const touchPoints = type === 'touchEnd' ? [] : [{ x: x - apart, y, id: 0 }, { x: x + apart, y, id: 1 }];
    return cdp.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  await touch('touchStart', 30);
  for (const apart of [40, 60, 80, 100]) await touch('touchMove', apart);
  await touch('touchEnd', 0);
  await expect.poll(async () => (await picture(page)).width / before.width).toBeGreaterThan(2.5);
  const [cx, cy] = await at(page, [0.5, 0.5]);
  expect(Math.hypot(cx - x, cy - y)).toBeLessThan(20);
  await expect(rows(page)).toHaveCount(0);
  await save(page);
});

test('two fingers leave a polygon in hand as it is', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await blank(page);
  const cdp = await context.newCDPSession(page);
  const before = await picture(page);
  await tool(page, 'Polygon').tap();
  for (const corner of [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8]]) {
    const [x, y] = await at(page, corner);
    await page.touchscreen.tap(x, y);
  }
  const [x, y] = await at(page, [0.5, 0.5]);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number) => {
    const touchPoints = type === 'touchEnd' ? [] : [{ x: x - apart, y, id: 0 }, { x: x + apart, y, id: 1 }];
    return cdp.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  await touch('touchStart', 30);
  for (const apart of [40, 60, 80]) await touch('touchMove', apart);
  await touch('touchEnd', 0);
  await expect.poll(async () => (await picture(page)).width / before.width).toBeGreaterThan(2);
  await expect(rows(page)).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);
  await save(page);
});

test('an image of 40 megapixels opens from a copy, and is fetched whole when one looks nearer', async ({ page }) => {
  const id = await newItem('held_out', [7_300, 5_470]);
  const asked: string[] = [];
  page.on('request', (r) => r.url().includes('/images/') && asked.push(new URL(r.url()).search));
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  const image = page.locator('.stage-image');
  await expect(image).toHaveAttribute('href', /size=screen$/);
  await draw(page, [0.4, 0.4, 0.6, 0.6]);
  expect(asked.filter((s) => s === '?size=full')).toEqual([]);
  await page.getByRole('button', { name: 'One to one' }).click();
  await expect(image).toHaveAttribute('href', /size=full$/, { timeout: 60_000 });
  expect(asked).toContain('?size=full');
  await page.getByRole('button', { name: 'Whole image' }).click();
  await expect(rows(page)).toHaveCount(1);
  await save(page);
});
