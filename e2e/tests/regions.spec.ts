// Regions by their list: labels, place and size in numbers, and where the focus goes.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { blank, measure, rows, save, tool } from '../support/canvas';
import { draw, history } from '../support/desk';
import { test } from '../support/test';

test('after another label is chosen by key the next key is the desk’s, and chooses no label by its first letter', async ({ page }) => {
  await blank(page);
  await draw(page, [0.2, 0.2, 0.5, 0.5]);
  await page.keyboard.press('l');
  const label = page.locator('#label-0');
  await expect(label).toBeFocused();
  const first = await label.inputValue();
  await page.keyboard.press('ArrowDown');
  await expect(label).not.toHaveValue(first);
  const chosen = await label.inputValue();
  // Another label's first letter, and a tool's key.
  expect(chosen).not.toMatch(/^P/);
  await page.keyboard.press('p');
  await expect(tool(page, 'Polygon')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('n');
  await expect(rows(page)).toHaveCount(2);
  expect(await measure(page, 0)).toContain(`${chosen}, box`);
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

test('a region is placed and sized in numbers, without a drag, by pointer and by key', async ({ page }) => {
  const id = await blank(page);
  const dialog = page.locator('dialog[open]');
  await page.getByRole('button', { name: /^New box/ }).click();
  await page.getByRole('button', { name: 'Place and size of region 1' }).click();
  await expect(dialog.getByLabel('Left')).toBeFocused();
  await dialog.getByLabel('Left').fill('12');
  await dialog.getByLabel('Width').fill('100.5');
  expect((await new AxeBuilder({ page }).include('dialog[open]').analyze()).violations).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Place and size of region 1' })).toBeFocused();
  await expect(page.locator('.stage-under p[aria-live]')).toContainText('Region 1 resized');

  // By key, past the edge.
  await page.locator('#region-0').focus();
  await page.keyboard.press('Shift+L');
  await dialog.getByLabel('Top').fill('0');
  await dialog.getByLabel('Height').fill('360');
  await dialog.getByRole('button', { name: 'Put it there' }).click();
  await expect(dialog).toHaveCount(0);

  await page.keyboard.press('o');
  await page.keyboard.press('n');
  await expect(page.locator('#region-1')).toBeFocused();
  await page.keyboard.press('Shift+L');
  await expect(dialog.getByLabel('Width')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await save(page);
  const [box] = (await history(id)).reviews[0].regions;
  // 480 by 360 pixels; what was not written anew is as it was.
  expect(box.xyxy[0]).toBeCloseTo(12 / 480, 4);
  expect(box.xyxy[2]).toBeCloseTo(112.5 / 480, 4);
  expect(box.xyxy[1]).toBe(0);
  expect(box.xyxy[3]).toBeCloseTo(1, 4);
});

test('the focus is never lost beside the regions, and an empty list is none', async ({ page }) => {
  await blank(page);
  const list = page.getByRole('region', { name: 'Regions', exact: true });
  await expect(list.locator('ul')).toHaveCount(0);
  await page.getByRole('button', { name: /^New box/ }).click();
  await expect(page.getByRole('region', { name: 'Regions 1', exact: true })).toBeVisible();
  const undo = page.getByRole('button', { name: /^Undo/ });
  await undo.focus();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(0);
  await expect(undo).toBeFocused();
  await expect(undo).toBeDisabled();
  const redo = page.getByRole('button', { name: 'Redo' });
  await redo.focus();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);
  await expect(redo).toBeFocused();

  await page.keyboard.press('n');
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Delete region 2' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#region-0')).toBeFocused();
  await page.getByRole('button', { name: 'Delete region 1' }).focus();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(0);
  await expect(page.locator('#stage')).toBeFocused();
  await save(page);
});

test('whoever locks, hides or duplicates a region from its choice of labels keeps the focus on its row', async ({ page }) => {
  await blank(page);
  await draw(page, [0.2, 0.2, 0.5, 0.5]);
  const label = page.locator('#label-0');
  const cross = page.getByRole('button', { name: 'Delete region 1' });
  for (const key of ['k', 'h']) {
    await page.keyboard.press('l');
    await expect(label).toBeFocused();
    await page.keyboard.press(key);
    await expect(label).toBeDisabled();
    // What is not changed is not deleted either.
    await expect(cross).toBeDisabled();
    await expect(page.locator('#region-0')).toBeFocused();
    await page.keyboard.press(key);
    await expect(label).toBeEnabled();
    await expect(cross).toBeEnabled();
  }
  await page.keyboard.press('l');
  await expect(label).toBeFocused();
  await page.keyboard.press('d');
  await expect(page.locator('#region-1')).toBeFocused();
  await save(page);
});
