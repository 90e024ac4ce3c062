// The model's words where its answer stands: what is changed of them, and those it was unsure of, marked.
import AxeBuilder from '@axe-core/playwright';
import { expect, Page } from '@playwright/test';
import { modelSays } from '../support/database';
import { history, newItem, newReviewer, openDesk, sentTo, signIn } from '../support/desk';
import { over } from '../support/pages';
import { test } from '../support/test';
import { address, PROJECT } from '../support/world';

async function whole(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  expect(await over(page)).toBeLessThanOrEqual(0);
}

for (const [scheme, width, height] of [['light', 1440, 900], ['dark', 390, 844]] as const) {
  test(`an unsure word is marked, told and left alone once it is taken out, ${scheme}`, async ({ browser }) => {
    const page = await (await browser.newContext({ colorScheme: scheme, viewport: { width, height } })).newPage();
    const id = await newItem('train');
    await modelSays(id, 'Violations: Nike, Puma.', ['Puma', '.']);
    await signIn(page, await newReviewer());
    await openDesk(page, id);
    const marks = page.locator('.words-text .unsure');
    const key = page.locator('.unsure-key');
    // What touches is one mark.
    await expect(marks).toHaveText([' unsure: Puma.; ']);
    await expect(key).toContainText('the model was likelier to write something else');
    // A line of dots, which those see too who see no colours.
    await expect(marks).toHaveCSS('text-decoration-style', 'dotted');
    await whole(page);
    await page.getByRole('group', { name: 'Labels in the answer' }).getByRole('button', { name: 'Puma' }).click();
    await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');
    await expect(page.locator('.words-text del')).toContainText('Puma');
    await expect(marks).toHaveText([' unsure: .; ']);
    await page.locator('#answer').fill('No violations');
    await expect(marks).toHaveCount(0);
    await expect(key).toHaveCount(0);
    await page.getByRole('button', { name: 'Put back' }).click();
    await expect(marks).toHaveCount(1);

    await page.goto(`${address()}/p/${PROJECT.slug}/items/${id}`);
    await expect(page.locator('.entry .unsure')).toHaveText(' unsure: Puma.; ');
    await expect(key).toHaveCount(1);
    await whole(page);
  });
}

test('the model’s words stand beside the editor with what is changed of them', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  await openDesk(page, ids[0]);
  const words = page.locator('.words-text');
  await expect(words).toHaveText('Violations: Nike.');
  await expect(page.locator('.trust')).toContainText(/Too few decided answers|people accepted\s\d+\sof\s\d+/);
  await page.locator('#answer').fill('Violations: Nike, Puma.');
  await expect(words.locator('ins')).toContainText(', Puma');
  await expect(words.locator('ins')).toContainText('put in');
  await page.getByRole('button', { name: 'Put back' }).click();
  await expect(words.locator('ins')).toHaveCount(0);
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');
});

test('how sure the model was comes into the room that is kept for it', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  const bins = Array.from({ length: 7 }, () => ({ low: 0, high: 1, reviewed: 640, accepted: 512 }));
  await page.route('**/calibration', (route) => route.fulfill({ json: { bins } }));
  await openDesk(page, ids[0]);
  const told = page.locator('.trust');
  await expect(told).toContainText(/accepted\s512\sof\s640/);
  // Letter for letter, but for the figures: so it is as wide at every width.
  const words = (await told.textContent())!.replace(/\d+/g, '000');
  await expect(page.locator('.trust-room')).toHaveAttribute('data-room', words);
});

test('many side by side show theirs; a sure answer has no mark and no word of it', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 2);
  await modelSays(ids[1], 'Violations: Nike.', ['Nike']);
  await signIn(page, person, `/p/${PROJECT.slug}/batch?view=${view}`);
  await expect(page.locator('.batch-card')).toHaveCount(2);
  await expect(page.locator('.batch-card .unsure')).toHaveText([' unsure: Nike; ']);
  await expect(page.getByRole('checkbox', { name: /^Violations: *unsure: *Nike/ })).toBeVisible();
  await expect(page.locator('.unsure-key')).toHaveCount(1);

  await openDesk(page, ids[0]);
  await expect(page.locator('.words-text')).toHaveText('Violations: Nike.');
  await expect(page.locator('.unsure')).toHaveCount(0);
});

test('the worker says of each answer which words it was unsure of', async () => {
  const id = await newItem('train');
  const { proposals } = await history(id);
  expect(proposals).toHaveLength(1);
  const characters = Array.from(proposals[0].answer);
  const spans = proposals[0].unsure_spans;
  expect(spans).toBeInstanceOf(Array);
  for (const { start, end, confidence } of spans) {
    expect(characters.slice(start, end).join('').trim()).not.toBe('');
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThan(0.5);
  }
});
