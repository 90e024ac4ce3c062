// The narrowest windows: all is seen there, said there, and reached by a finger or a mouse alone.
import { expect } from '@playwright/test';
import { blank, rows, save, tool } from '../support/canvas';
import { clickAt, signIn } from '../support/desk';
import { open, over } from '../support/pages';
import { test } from '../support/test';
import { LEAD, PROJECT } from '../support/world';

test('on the narrowest phone the pages of a group are all seen, the one that is open too', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await signIn(page, LEAD, `/p/${PROJECT.slug}/export`);
  const pages = page.getByRole('group', { name: 'Data' }).getByRole('link');
  expect(await pages.count()).toBeGreaterThan(3);
  for (const link of await pages.all()) await expect(link).toBeInViewport({ ratio: 1 });
  expect(await over(page)).toBeLessThanOrEqual(0);
});

test('a narrow desk, which has its own way to find, names its project', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await blank(page);
  const name = page.locator('.side-project');
  await expect(name).toBeVisible();
  await expect(name).toHaveText(PROJECT.name);
  expect(await name.evaluate((el) => el.scrollWidth - el.clientWidth)).toBeLessThanOrEqual(0);
  await save(page);
});

for (const [width, height] of [[320, 256], [400, 300]]) {
  test(`at ${width}×${height} a mouse alone finds what keys find`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await blank(page);
    await page.locator('.desk-status').getByRole('button', { name: /^Find/ }).click();
    const palette = page.locator('dialog.palette[open]');
    await palette.getByRole('combobox').fill('keyboard');
    await palette.getByRole('option', { name: /^Show and change the keys/ }).click();
    await expect(page.getByRole('heading', { name: 'Keys on the desk' })).toBeVisible();
    await page.keyboard.press('Escape');
    await save(page);

    await open(page, `/p/${PROJECT.slug}/items`);
    await expect(async () => {
      await page.getByRole('button', { name: /^Find/ }).click();
      await expect(palette).toBeVisible({ timeout: 500 });
    }).toPass();
    expect(await over(page)).toBeLessThanOrEqual(0);
  });
}

for (const [width, height] of [[320, 256], [320, 568], [390, 844], [844, 390]]) {
  test(`what the desk says at ${width}×${height} moves nothing, and its Undo stands after it`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await blank(page);
    const bar = page.locator('.desk-status');
    const said = bar.locator('.said');
    const silent = (await bar.boundingBox())!.height;
    expect(silent).toBeLessThanOrEqual(57);
    await page.keyboard.press('y');
    await expect(said).toHaveText('This image is not veiled');
    expect((await bar.boundingBox())!.height).toBe(silent);
    await save(page);
    const undo = bar.getByRole('button', { name: /^Undo/ });
    await expect(undo).toBeVisible();
    const [line, words, way] = await Promise.all([bar, said, undo].map(async (of) => (await of.boundingBox())!));
    expect(line.height).toBe(silent);
    expect(words.y).toBeGreaterThanOrEqual(line.y - 0.5);
    expect(way.x).toBeGreaterThanOrEqual(words.x + words.width - 0.5);
    expect(way.y).toBeLessThan(words.y + words.height);
    expect(way.y + way.height).toBeGreaterThan(words.y);
    expect(await over(page)).toBeLessThanOrEqual(0);
  });
}

test('on the narrowest screen nothing that the desk counts is cut', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await blank(page);
  await page.keyboard.press('2');
  await expect(page.locator('.saving')).toHaveText(/\S/);
  const cut = () =>
    page.locator('.desk-status > :is(.figure, .saving)').evaluateAll((all) =>
      all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.textContent),
    );
  await expect.poll(cut).toEqual([]);
  await save(page);
});

for (const [width, height] of [[320, 568], [390, 844], [720, 450]]) {
  test(`a decision that is refused at ${width}×${height} says why where it was pressed`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await blank(page);
    await tool(page, 'Polygon').click();
    for (const corner of [[0.2, 0.2], [0.6, 0.2], [0.6, 0.6]]) await clickAt(page, corner);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect(page.locator('.stage-tools')).not.toBeInViewport();
    await page.getByRole('button', { name: 'Save label' }).click();
    const said = page.locator('.said');
    await expect(said).toContainText('not closed: Enter or its first corner closes it');
    await expect(said).toBeInViewport({ ratio: 0.95 });
    // Seen, and not under what lies there.
    const seen = await said.evaluate((el) => {
      const { x, y, width, height } = el.getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2) === el;
    });
    expect(seen).toBe(true);
    // No line of what is counted there is cut in half: it is whole, or lies under the words.
    const [bar, words, figure] = await Promise.all(
      ['.desk-status', '.said', '.figure'].map(async (of) => (await page.locator(of).first().boundingBox())!),
    );
    const whole = figure.y + figure.height <= words.y + 1;
    expect(whole || words.y <= bar.y + 1, `${words.y - bar.y} px`).toBe(true);
    await clickAt(page, [0.2, 0.2]);
    await expect(rows(page)).toHaveCount(1);
    await save(page);
  });
}
