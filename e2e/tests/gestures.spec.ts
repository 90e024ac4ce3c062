// What is in hand on the canvas: it is never decided upon, never lost, and it is said why it is refused.
import { expect } from '@playwright/test';
import { blank, measure, rows, save, tool } from '../support/canvas';
import { at, clickAt, draw, history } from '../support/desk';
import { test } from '../support/test';

test('a polygon in hand outlasts a reload', async ({ page }) => {
  await blank(page);
  await tool(page, 'Polygon').click();
  for (const corner of [[0.3, 0.3], [0.7, 0.3], [0.7, 0.7]]) await clickAt(page, corner);
  await expect(rows(page)).toHaveCount(0);
  await page.reload();
  await expect(rows(page)).toHaveCount(1);
  await save(page);
});

test('a space bar released in another window pans no further', async ({ page }) => {
  await blank(page);
  await page.mouse.move(...(await at(page, [0.5, 0.5])));
  await page.keyboard.down(' ');
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await draw(page, [0.2, 0.2, 0.5, 0.5]);
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.up(' ');
  await save(page);
});

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
  // Nor is it lost by what takes the item away.
  for (const way of ['s', 'w', 't', 'g', 'u']) {
    await page.keyboard.press('0');
    await expect(said).not.toContainText('The polygon is not closed');
    await page.keyboard.press(way);
    await expect(said).toContainText('The polygon is not closed');
  }
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

test('a polygon of too few corners stays in hand, and what is refused is seen and said once', async ({ page }) => {
  await blank(page);
  const said = page.locator('.said');
  const heard = page.locator('.stage-under p[aria-live]');
  await tool(page, 'Polygon').click();
  for (const corner of [[0.2, 0.2], [0.6, 0.2]]) await clickAt(page, corner);
  await page.keyboard.press('Enter');
  await expect(said).toContainText('needs three corners');
  await expect(heard).toHaveText('');
  await expect(rows(page)).toHaveCount(0);
  // Its corners are there still: one more, and it is one.
  await clickAt(page, [0.6, 0.6]);
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);
  expect(await measure(page, 0)).toContain('3 corners');

  await page.keyboard.press('k');
  await expect(heard).toContainText('locked');
  await page.keyboard.press('Delete');
  await expect(said).toContainText('It is locked');
  await expect(heard).toHaveText('');
  // The same again is another text, so that it is read out again.
  const once = await said.textContent();
  await page.keyboard.press('Delete');
  await expect.poll(() => said.textContent()).not.toBe(once);
  await expect(said).toContainText('It is locked');

  // What a key makes of the answer is heard.
  await page.keyboard.press('Escape');
  await page.keyboard.press('0');
  await expect(heard).toContainText('Answer: No violations.');
  await page.getByRole('button', { name: 'Save label' }).click();
  await expect(page.getByRole('status')).toContainText('Label saved');
});
