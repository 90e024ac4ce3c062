// The canvas by pointer and by key, at both widths: each shape drawn, changed, undone; zoom, snapping, locking, hiding.
import AxeBuilder from '@axe-core/playwright';
import { expect, Page, test } from '@playwright/test';
import { proposeRegions } from '../support/database';
import { at, clickAt, dragFrom, draw, history, newItem, newReviewer } from '../support/desk';
import { looked, openDesk, picture, sentTo, shown, signIn } from '../support/desk';
import { PROJECT } from '../support/world';

const WIDTHS = [
  { name: 'desk', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
];

const rows = (page: Page) => page.locator('.region-row');
const measure = (page: Page, i: number) => page.locator('.region-name').nth(i).getAttribute('aria-label');
const tool = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

// A blind item: nothing is drawn on it yet.
async function blank(page: Page): Promise<string> {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await expect(page.locator('.stage-image')).toBeVisible();
  await page.locator('#stage').scrollIntoViewIfNeeded();
  return id;
}

// Nothing is left in the queue for the tests after this one.
async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'No violations' }).click();
  await page.getByRole('button', { name: 'Save label' }).click();
  await expect(page.getByRole('status')).toContainText('Label saved');
}

for (const { name, viewport } of WIDTHS) {
  test.describe(name, () => {
    test.use({ viewport });

    test('each shape is drawn by pointer, undone, redone and stored', async ({ page }) => {
      const id = await blank(page);
      await draw(page, [0.1, 0.1, 0.4, 0.3]);
      await expect(rows(page)).toHaveCount(1);

      await tool(page, 'Polygon').click();
      for (const corner of [[0.5, 0.5], [0.8, 0.5], [0.8, 0.8]]) await clickAt(page, corner);
      await expect(rows(page)).toHaveCount(1);
      await page.keyboard.press('Enter');
      await expect(rows(page)).toHaveCount(2);

      await tool(page, 'Point').click();
      await clickAt(page, [0.25, 0.75]);
      await expect(rows(page)).toHaveCount(3);

      for (const left of [2, 1, 0]) {
        await page.getByRole('button', { name: /^Undo/ }).click();
        await expect(rows(page)).toHaveCount(left);
      }
      await expect(page.getByRole('button', { name: /^Undo/ })).toBeDisabled();
      for (const there of [1, 2, 3]) {
        await page.getByRole('button', { name: 'Redo' }).click();
        await expect(rows(page)).toHaveCount(there);
      }
      await save(page);
      const [box, polygon, point] = (await history(id)).reviews[0].regions;
      expect(box.kind).toBe('box');
      [0.1, 0.1, 0.4, 0.3].forEach((v, k) => expect(box.xyxy[k]).toBeCloseTo(v, 1));
      expect(polygon.kind).toBe('polygon');
      expect(polygon.points).toHaveLength(3);
      expect(polygon.points[1][0]).toBeCloseTo(0.8, 1);
      expect(point.kind).toBe('point');
      expect(point.xy[1]).toBeCloseTo(0.75, 1);
    });

    test('corners are dragged, added in the middle of a side, and deleted', async ({ page }) => {
      const id = await blank(page);
      await tool(page, 'Snap').click();
      await tool(page, 'Polygon').click();
      for (const corner of [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8]]) await clickAt(page, corner);
      // On its first corner it closes.
      await clickAt(page, [0.2, 0.2]);
      await expect(rows(page)).toHaveCount(1);
      await dragFrom(page, [0.8, 0.8], [0.7, 0.9]);
      await dragFrom(page, [0.5, 0.2], [0.5, 0.05]);
      expect(await measure(page, 0)).toContain('4 corners');
      await page.keyboard.press('Delete');
      expect(await measure(page, 0)).toContain('3 corners');
      await expect(rows(page)).toHaveCount(1);
      await save(page);
      const { points } = (await history(id)).reviews[0].regions[0];
      expect(points).toHaveLength(3);
      expect(points[2][0]).toBeCloseTo(0.7, 1);
      expect(points[2][1]).toBeCloseTo(0.9, 1);
    });

    test('several at once: a field selects them, they move, are doubled and deleted together', async ({ page }) => {
      const id = await blank(page);
      await tool(page, 'Snap').click();
      await draw(page, [0.1, 0.1, 0.3, 0.3]);
      await draw(page, [0.4, 0.1, 0.6, 0.3]);
      await draw(page, [0.4, 0.6, 0.6, 0.8]);
      await page.keyboard.press('Escape');
      await page.keyboard.down('Shift');
      await dragFrom(page, [0.05, 0.05], [0.65, 0.4]);
      await page.keyboard.up('Shift');
      await expect(page.locator('.region-row.selected')).toHaveCount(2);
      await dragFrom(page, [0.2, 0.2], [0.3, 0.25]);
      await page.keyboard.press('d');
      await expect(rows(page)).toHaveCount(5);
      await page.keyboard.press('Delete');
      await expect(rows(page)).toHaveCount(3);
      await page.keyboard.press('Control+a');
      await expect(page.locator('.region-row.selected')).toHaveCount(3);
      // One fewer, by a click with Shift.
      await page.keyboard.down('Shift');
      await clickAt(page, [0.5, 0.7]);
      await page.keyboard.up('Shift');
      await expect(page.locator('.region-row.selected')).toHaveCount(2);
      await save(page);
      const [a, b, c] = (await history(id)).reviews[0].regions;
      expect(a.xyxy[0]).toBeCloseTo(0.2, 1);
      expect(b.xyxy[0] - a.xyxy[0]).toBeCloseTo(0.3, 1);
      expect(c.xyxy[1]).toBeCloseTo(0.6, 1);
    });

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

    test('sides snap to the image and to each other, and do not when that is switched off', async ({ page }) => {
      const id = await blank(page);
      const { width, height } = await picture(page);
      // Six screen pixels off what they snap to: too far to take hold of it.
      const [x, y] = [6 / width, 6 / height];
      await draw(page, [x, y, 0.3, 0.3]);
      await draw(page, [0.3 + x, 0.1, 0.5, 0.25]);
      await page.keyboard.press('m');
      await draw(page, [0.6, y, 0.9, 0.3]);
      await save(page);
      const [a, b, c] = (await history(id)).reviews[0].regions.map((r) => r.xyxy);
      expect(a.slice(0, 2)).toEqual([0, 0]);
      expect(b[0]).toBe(a[2]);
      expect(c[1]).toBeGreaterThan(0);
    });

    test('what is locked stays, what is hidden is not seen, and both can be undone', async ({ page }) => {
      await blank(page);
      await draw(page, [0.2, 0.2, 0.5, 0.5]);
      const before = await measure(page, 0);
      await page.getByRole('button', { name: 'Lock region 1' }).click();
      await expect(page.getByRole('button', { name: 'Lock region 1' })).toHaveAttribute('aria-pressed', 'true');
      // Where it lies one draws now, and keys do not move it.
      await draw(page, [0.25, 0.25, 0.45, 0.45]);
      await expect(rows(page)).toHaveCount(2);
      await page.locator('#region-0').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Delete');
      await expect(rows(page)).toHaveCount(2);
      expect(await measure(page, 0)).toBe(`${before}, locked`);

      const drawn = () => page.locator('.over .resting path.by-person.region-line').getAttribute('d');
      expect((await drawn())?.match(/M/g)).toHaveLength(2);
      await page.getByRole('button', { name: 'Hide region 1' }).click();
      await expect.poll(async () => (await drawn())?.match(/M/g)?.length).toBe(1);
      await page.getByRole('button', { name: 'Show 1 hidden' }).click();
      await expect.poll(async () => (await drawn())?.match(/M/g)?.length).toBe(2);
      for (let i = 0; i < 4; i++) await page.getByRole('button', { name: /^Undo/ }).click();
      expect(await measure(page, 0)).toBe(before);
      await save(page);
    });

    test('everything is done without a pointer, and said', async ({ page }) => {
      const id = await blank(page);
      const said = page.locator('p[aria-live]');
      await page.locator('#stage').focus();
      await page.keyboard.press('n');
      await expect(page.locator('#region-0')).toBeFocused();
      await expect(said).toContainText('Region 1 added');
      await page.keyboard.press('Shift+ArrowRight');
      await expect(said).toContainText('resized, 148 × 108 pixels');

      await page.keyboard.press('p');
      await expect(said).toContainText('Tool: polygon');
      await page.keyboard.press('n');
      await expect(page.locator('#region-1')).toBeFocused();
      await page.keyboard.press('.');
      await expect(said).toContainText('Corner 1 of 6');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('i');
      await expect(said).toContainText('Corner 2 of 7');
      await page.keyboard.press('Delete');
      await page.keyboard.press('Escape');
      await expect(rows(page)).toHaveCount(2);

      await page.keyboard.press('o');
      await page.keyboard.press('n');
      await expect(page.locator('#region-2')).toBeFocused();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('[');
      await expect(page.locator('#region-1')).toBeFocused();
      await page.keyboard.press('k');
      await expect(said).toContainText('Region 2 locked');
      await page.keyboard.press(']');
      await page.keyboard.press('Delete');
      await expect(said).toContainText('1 deleted, 2 left');
      await page.keyboard.press('z');
      await expect(said).toContainText('Undone');
      await expect(rows(page)).toHaveCount(3);
      // What came back is selected, and has the focus.
      await expect(page.locator('#region-2')).toBeFocused();
      await expect(page.locator('#region-2')).toHaveAttribute('aria-pressed', 'true');
      // The focus is somewhere all along.
      expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
      await page.keyboard.press('Escape');
      await page.keyboard.press('0');
      await page.keyboard.press('a');
      await expect(page.getByRole('status')).toContainText('Label saved');
      const kinds = (await history(id)).reviews[0].regions.map((r) => r.kind);
      expect(kinds).toEqual(['box', 'polygon', 'point']);
    });

    test('axe finds nothing on a desk with regions of each kind', async ({ page }) => {
      await blank(page);
      for (const key of ['b', 'p', 'o']) {
        await page.keyboard.press(key);
        await page.keyboard.press('n');
        await page.keyboard.press('ArrowLeft');
      }
      await expect(rows(page)).toHaveCount(3);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map((v) => `${v.id}: ${v.nodes[0].html}`)).toEqual([]);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(over).toBeLessThanOrEqual(0);
      await save(page);
    });
  });
}

test('nothing is decided in the middle of a gesture, and Esc takes one back, with Alt held too', async ({ page }) => {
  const id = await blank(page);
  const said = page.locator('.said');
  await page.keyboard.press('0');
  await page.mouse.move(...(await at(page, [0.1, 0.1])));
  await page.mouse.down();
  await page.mouse.move(...(await at(page, [0.3, 0.3])), { steps: 4 });
  await page.keyboard.press('a');
  await expect(said).toContainText('in the middle of a drag');
  await page.mouse.move(...(await at(page, [0.4, 0.4])), { steps: 4 });
  await page.mouse.up();
  await expect(rows(page)).toHaveCount(1);

  await page.keyboard.down('Alt');
  await page.mouse.move(...(await at(page, [0.2, 0.2])));
  await page.mouse.down();
  await page.mouse.move(...(await at(page, [0.6, 0.6])), { steps: 4 });
  await page.keyboard.press('Escape');
  await page.mouse.move(...(await at(page, [0.7, 0.7])));
  await page.mouse.up();
  await page.keyboard.up('Alt');
  await expect(rows(page)).toHaveCount(1);

  await tool(page, 'Polygon').click();
  for (const corner of [[0.6, 0.6], [0.9, 0.6], [0.9, 0.9]]) await clickAt(page, corner);
  await page.keyboard.press('a');
  await expect(said).toContainText('The polygon is not closed');
  await page.getByRole('button', { name: 'Save label' }).click();
  await expect(rows(page)).toHaveCount(1);
  expect((await history(id)).reviews).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(2);
  await page.keyboard.press('a');
  await expect(page.getByRole('status')).toContainText('Label saved');
  const [box, polygon] = (await history(id)).reviews[0].regions;
  expect(box.xyxy[2]).toBeCloseTo(0.4, 1);
  expect(polygon.kind).toBe('polygon');
});

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

test('a new box takes the label that the answer names, and what does not agree is said', async ({ page }) => {
  await blank(page);
  const label = (name: string) => page.getByRole('group', { name: 'Labels in the answer' }).getByRole('button', { name });
  const list = page.getByRole('region', { name: /^Regions/ });
  await label('Puma').click();
  await expect(list).toContainText('Puma is in the answer but not marked.');
  await draw(page, [0.1, 0.1, 0.3, 0.3]);
  await expect(rows(page)).toHaveCount(1);
  expect(await measure(page, 0)).toContain('Region 1: Puma');
  await expect(list).not.toContainText('not marked');
  await label('Nike').click();
  await draw(page, [0.5, 0.5, 0.8, 0.8]);
  await expect(rows(page)).toHaveCount(2);
  expect(await measure(page, 1)).toContain('Region 2: Nike');
  await label('Puma').click();
  await expect(list).toContainText('Puma is marked but not in the answer.');
  await page.getByRole('button', { name: 'Save label' }).click();
  await expect(page.getByRole('status')).toContainText('Label saved');
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
  await context.close();
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
  await page.getByRole('button', { name: 'Whole image' }).click();
  await expect(rows(page)).toHaveCount(1);
  await save(page);
});
