// The canvas by pointer and by key, at both widths: each shape drawn, changed, undone; snapping, locking, hiding.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { blank, measure, rows, save, tool, WIDTHS } from '../support/canvas';
import { clickAt, dragFrom, draw, history, picture } from '../support/desk';
import { over } from '../support/pages';
import { test } from '../support/test';

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

    test('corners are set in numbers or by a click, added and taken away, without a drag', async ({ page }) => {
      const id = await blank(page);
      const dialog = page.locator('dialog[open]');
      const corner = (n: number, from: 'left' | 'top') => dialog.getByLabel(`Corner ${n}, from the ${from}`);
      const open = page.getByRole('button', { name: 'Place and size of region 1' });
      const put = dialog.getByRole('button', { name: 'Put it there' });
      await tool(page, 'Snap').click();
      await tool(page, 'Polygon').click();
      for (const spot of [[0.25, 0.25], [0.75, 0.25], [0.75, 0.75]]) await clickAt(page, spot);
      await page.keyboard.press('Enter');
      await expect(rows(page)).toHaveCount(1);
      const drawn = await measure(page, 0);

      // Closed without being put, it is not lost; cleared, it is as the region lies.
      await open.click();
      const was = await corner(1, 'left').inputValue();
      await corner(1, 'left').fill('60');
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await open.click();
      await expect(corner(1, 'left')).toHaveValue('60');
      await corner(1, 'left').fill(was);
      await dialog.getByRole('button', { name: 'Close' }).click();
      await open.click();
      await corner(1, 'left').fill('60');
      await dialog.getByRole('button', { name: 'Add a corner behind corner 3' }).click();
      await expect(corner(4, 'left')).toBeFocused();
      await corner(4, 'left').fill('100');
      await corner(4, 'top').fill('300');
      await dialog.getByRole('button', { name: 'Take corner 2 away' }).click();
      await expect(corner(4, 'left')).toHaveCount(0);
      await expect(dialog.getByRole('button', { name: 'Take corner 2 away' })).toBeFocused();
      await expect(corner(3, 'left')).toHaveValue('100');
      expect((await new AxeBuilder({ page }).include('dialog[open]').analyze()).violations).toEqual([]);
      expect(await dialog.evaluate((e) => e.scrollWidth - e.clientWidth)).toBeLessThanOrEqual(0);
      await put.click();
      await expect(dialog).toHaveCount(0);
      await expect(open).toBeFocused();

      // What cannot be is said where it can be mended.
      await open.click();
      await expect(corner(1, 'left')).toHaveValue('60');
      await dialog.getByRole('button', { name: 'Take corner 1 away' }).click();
      await expect(dialog.getByRole('alert')).toContainText('needs three corners');
      const lies = await dialog.getByLabel('Left', { exact: true }).inputValue();
      await dialog.getByLabel('Left', { exact: true }).fill('5');
      // The picture shows all of the image here: its middle is the image's.
      await corner(1, 'top').focus();
      await dialog.locator('.corners-picture').click();
      await expect(corner(1, 'top')).toBeFocused();
      expect(Math.abs(Number(await corner(1, 'left').inputValue()) - 240)).toBeLessThanOrEqual(2);
      expect(Math.abs(Number(await corner(1, 'top').inputValue()) - 180)).toBeLessThanOrEqual(2);
      await put.click();
      await expect(dialog.getByRole('alert')).toContainText('one after the other');
      await dialog.getByLabel('Left', { exact: true }).fill(lies);
      await put.click();
      await expect(dialog).toHaveCount(0);
      // One step each.
      for (const _ of [1, 2]) await page.getByRole('button', { name: /^Undo/ }).click();
      await expect.poll(() => measure(page, 0)).toBe(drawn);
      for (const _ of [1, 2]) await page.getByRole('button', { name: 'Redo' }).click();
      await save(page);
      const { points } = (await history(id)).reviews[0].regions[0];
      expect(points).toHaveLength(3);
      [[240, 180], [360, 270], [100, 300]].forEach(([x, y], k) => {
        expect(Math.abs(points[k][0] * 480 - x)).toBeLessThanOrEqual(3);
        expect(Math.abs(points[k][1] * 360 - y)).toBeLessThanOrEqual(3);
      });
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
      const said = page.locator('.stage-under p[aria-live]');
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
      expect(await over(page)).toBeLessThanOrEqual(0);
      await save(page);
    });
  });
}
