// What comes back to the desk because its reviewer takes it back: never under somebody's hands, and never without its words.
import { expect } from '@playwright/test';
import { desk, lies, status, waitsBeside } from '../support/back';
import { history, looked, wholeDesk } from '../support/desk';
import { held } from '../support/held';
import { test } from '../support/test';

test('U takes back what is still being sent, and then what was decided before it', async ({ page }) => {
  const ids = await desk(page, 3);
  const first = await lies(page);
  await page.locator('#note').fill('half hidden');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await expect(status(page)).toContainText('Rejected');
  await expect.poll(() => lies(page)).not.toBe(first);
  const second = await lies(page);

  const go = await held(page, '**/reviews');
  await looked(page);
  await page.keyboard.press('r');
  await expect.poll(() => lies(page)).not.toBe(second);
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Sending; it will be taken back');
  go();
  await expect(status(page)).toContainText('Taken back');
  await expect.poll(() => lies(page)).toBe(second);
  const states = async () => (await Promise.all(ids.map(history))).map((h) => h.item.state).sort();
  expect(await states()).toEqual(['decided', 'queued', 'queued']);

  await page.keyboard.press('u');
  await expect.poll(() => lies(page)).toBe(first);
  await expect(page.locator('#note')).toHaveValue('half hidden');
  await expect.poll(states).toEqual(['queued', 'queued', 'queued']);
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('There is no decision to take back');
});

test('what is taken back while somebody types waits beside it, and comes when it is asked for', async ({ page }) => {
  await waitsBeside(page, 'Taken back: decide it anew.', {
    sent: async () => {
      await page.keyboard.press('u');
      await expect(status(page)).toContainText('Sending; it will be taken back');
    },
  });
});

test('a decision that could not be taken back may be asked for again', async ({ page }) => {
  const [id] = await desk(page, 1);
  await page.keyboard.press('r');
  await expect(status(page)).toContainText('Rejected');
  await page.route('**/undo', (route) => route.abort('connectionreset'));
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Not taken back');
  await page.unroute('**/undo');
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Taken back: decide it anew');
  expect((await history(id)).item.state).toBe('queued');
});

test('what was taken back without a word about it is taken back all the same', async ({ page }) => {
  const [id] = await desk(page, 1);
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
  // The server has done it; the answer gets lost.
  await page.route('**/undo', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Not taken back');
  await page.unroute('**/undo');
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Taken back: decide it anew');
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  // It lies there once, under a claim that holds.
  await looked(page);
  await page.keyboard.press('r');
  await expect(status(page)).toContainText('Rejected');
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeHidden();
  const { item, reviews } = await history(id);
  expect(item.state).toBe('decided');
  expect(reviews.map((r) => r.verdict)).toEqual(['correct', 'reject', 'reject']);
});

test('what was decided is not lost where it is taken back and cannot be had again', async ({ page }) => {
  await desk(page, 1);
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.locator('#note').fill('half hidden');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
  await page.route('**/claims', (route) => route.abort('connectionreset'));
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Taken back, but not yours');
  await page.unroute('**/claims');
  await page.reload();
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await expect(page.locator('#note')).toHaveValue('half hidden');
});

test('U takes back what was put off, each by its way back, before the decision that came before it', async ({ page }) => {
  const ids = await desk(page, 3);
  const first = await lies(page);
  await page.keyboard.press('r');
  await expect(status(page)).toContainText('Rejected');
  await expect.poll(() => lies(page)).not.toBe(first);
  const second = await lies(page);
  const undo = page.locator('.desk-status').getByRole('button', { name: /^Undo/ });

  for (const [key, said] of [['s', 'Skipped'], ['g', 'Given back']] as const) {
    await looked(page);
    await page.locator('#answer').fill(`Violations: ${said}.`);
    await page.keyboard.press('Escape');
    await page.keyboard.press(key);
    if (key === 's') await page.locator('dialog[open]').getByRole('button', { name: 'Skip', exact: true }).click();
    await expect(status(page)).toContainText(said);
    await expect(undo).toBeVisible();
    await page.keyboard.press('u');
    await expect(status(page)).toContainText('Taken back: the item lies here again');
    await expect.poll(() => lies(page)).toBe(second);
    // What was written, too.
    await expect(page.locator('#answer')).toHaveValue(`Violations: ${said}.`);
  }
  const states = async () => (await Promise.all(ids.map(history))).map((h) => h.item.state).sort();
  expect(await states()).toEqual(['decided', 'queued', 'queued']);
  await page.keyboard.press('u');
  await expect.poll(() => lies(page)).toBe(first);
  expect(await states()).toEqual(['queued', 'queued', 'queued']);
});

test('a decision from before the page was loaded anew is taken back too', async ({ page }) => {
  await desk(page, 2);
  const first = await lies(page);
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.locator('#note').fill('half hidden');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
  await page.reload();
  await wholeDesk(page);
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Taken back');
  await expect.poll(() => lies(page)).toBe(first);
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await expect(page.locator('#note')).toHaveValue('half hidden');
});

test('by keyboard the focus is never lost, and what the desk comes to is told', async ({ page }) => {
  await desk(page, 2);
  await wholeDesk(page);
  const told = page.locator('.desk > .sr-only[aria-live]');
  const at = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  // The next is there already: the focus stays on the button.
  await page.getByRole('button', { name: 'Escalate' }).focus();
  await page.keyboard.press('Enter');
  await expect(status(page)).toContainText('Escalated');
  await expect(told).toContainText('Next item.');
  await looked(page);
  expect(await at()).toContain('Escalate');
  // Undo is gone once it is used up.
  await page.locator('.desk-status').getByRole('button', { name: /^Undo/ }).focus();
  await page.keyboard.press('Enter');
  await expect(status(page)).toContainText('Taken back');
  await expect(page.locator('#stage')).toBeFocused();

  // None comes after the last.
  for (const name of ['Escalate', 'Escalate']) {
    await looked(page);
    await page.getByRole('button', { name }).press('Enter');
  }
  await expect(told).toHaveText('Nothing is left in this view.');
  await expect(page.getByRole('button', { name: 'Look again' })).toBeFocused();
});

test('what had the focus goes with its item by a key, and leaves it to the picture', async ({ page }) => {
  await desk(page, 3);
  await wholeDesk(page);
  for (const [key, says] of [['a', 'Correction saved'], ['e', 'Escalated']]) {
    const before = await lies(page);
    await looked(page);
    // More rows than the next item has.
    for (let n = 0; n < 3; n++) await page.keyboard.press('n');
    const last = page.locator('.region-row').last().locator('.region-name');
    await expect(last).toBeFocused();
    await page.keyboard.press(key);
    await expect(status(page)).toContainText(says);
    await expect.poll(() => lies(page)).not.toBe(before);
    await expect(page.locator('#stage')).toBeFocused();
  }
});

test('what is taken back is told to be back, with the answer that was decided and not the model’s', async ({ page }) => {
  await desk(page, 2);
  await wholeDesk(page);
  const told = page.locator('.desk > .sr-only[aria-live]');
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
  await expect(told).toContainText('Proposed: Violations: Nike.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Taken back');
  await expect(told).toContainText(/^Back again\. .+ \d+ regions?\. The answer here: Violations: Adidas\./);
  await expect(told).not.toContainText('Proposed');
});
