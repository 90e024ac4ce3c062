// Where answers teach: each step of an explanation is tied to what is marked, and a lead releases it.
import { expect, Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { as, asLead, at, History, signIn } from '../support/desk';
import { EXPLAINED, lesson, Lesson, openLesson } from '../support/teaching';
import { test } from '../support/test';
import { LEAD } from '../support/world';

const REFUSED = 'Step 4 names no marked component';
const TIED = EXPLAINED.replace('4. So it glows.', '4. So the lamp (#4) glows.');

const step = (page: Page, n: number) => page.locator('.step').nth(n - 1);
const lit = (page: Page) => page.locator('.over .is-lit path.region-line.by-model');
const outlines = async (page: Page) => (await lit(page).getAttribute('d'))?.match(/M/g)?.length ?? 0;
const read = async ({ base, item }: Lesson) => (await asLead()).get<History>(`${base}/items/${item}`);

test('a step lights what it names and dims the rest, and the other way round', async ({ page }) => {
  const made = await lesson();
  await signIn(page, made.reviewer);
  await openLesson(page, made);
  const steps = page.getByRole('region', { name: /^Steps/ });
  await expect(steps.getByRole('listitem')).toHaveCount(4);
  await expect(step(page, 4)).toContainText('Names no marked component.');
  await expect(steps).toContainText(`${REFUSED}: write the label`);
  // The introduction's words tie nothing.
  await expect(page.locator('.step-left')).toContainText('No step names');
  await expect(page.locator('.step-left').getByRole('button', { name: 'Region 4 Lamp' })).toBeVisible();

  await step(page, 3).locator('.step-text').hover();
  await expect.poll(() => outlines(page)).toBe(2);
  await expect(page.locator('.over').first()).toHaveClass(/dims/);
  await expect(page.locator('.region-tag')).toHaveCount(2);
  await expect(page.locator('.region-row.lit')).toHaveCount(2);
  await page.mouse.move(...(await at(page, [0.12, 0.5])));
  await expect(page.locator('.step.lit')).toHaveCount(1);
  await expect(step(page, 1)).toHaveClass(/lit/);
  await expect(page.locator('.over').first()).not.toHaveClass(/dims/);
  await page.locator('#region-1').hover();
  await expect(page.locator('.step.lit')).toHaveCount(2);
  const chip = step(page, 2).getByRole('button', { name: 'Region 2 Resistor' });
  await chip.click();
  await expect(page.locator('#region-1')).toBeFocused();
  await expect(page.locator('#region-1')).toHaveAttribute('aria-pressed', 'true');
  const { violations } = await new AxeBuilder({ page }).include('.desk').analyze();
  expect(violations).toEqual([]);
});

test('by key from step to step, and what is lit is said', async ({ page }) => {
  const made = await lesson();
  await signIn(page, made.reviewer);
  await openLesson(page, made);
  await page.mouse.move(5, 5);
  const said = page.locator('section[aria-labelledby=steps-title] > [aria-live]');
  await page.keyboard.press('>');
  await expect(page.locator('#step-0')).toBeFocused();
  await expect(said).toHaveText('Step 1 highlights 1 of 4 regions: 1 Battery');
  await page.keyboard.press('>');
  await expect(page.locator('#step-1')).toBeFocused();
  await page.keyboard.press('>');
  await expect(page.locator('#step-2')).toBeFocused();
  await expect(said).toHaveText('Step 3 highlights 2 of 4 regions: 2 Resistor, 3 Resistor');
  await page.keyboard.press('<');
  await expect(page.locator('#step-1')).toBeFocused();
  await page.keyboard.press('<');
  await expect(page.locator('#step-0')).toBeFocused();
  await page.keyboard.press('<');
  await expect(page.locator('#step-3')).toBeFocused();
  await expect(said).toHaveText('Step 4 highlights nothing');
  await expect(page.locator('.said')).toContainText('the last again');
  await expect(page.locator('.over').first()).not.toHaveClass(/dims/);
  await page.keyboard.press('Escape');
  await expect(said).toHaveText('');
  await page.keyboard.press('?');
  const help = page.locator('dialog.help[open]');
  await help.getByRole('button', { name: /^Next step of an explanation: key >, change it/ }).click();
  await page.keyboard.press("'");
  await page.keyboard.press('Escape');
  await page.keyboard.press("'");
  await expect(page.locator('#step-0')).toBeFocused();
  // A label is written into an explanation, and replaces nothing.
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await expect(page.locator('#answer')).toHaveValue(`${EXPLAINED} Lamp`);
  await expect(step(page, 4).getByRole('button', { name: 'Region 4 Lamp' })).toBeVisible();
  await page.keyboard.press('z');
  await expect(page.locator('#answer')).toHaveValue(EXPLAINED);
  // The caret on a number lights that one alone.
  await page.locator('#answer').evaluate((a: HTMLTextAreaElement) => {
    a.focus();
    const place = a.value.indexOf('#2') + 1;
    a.setSelectionRange(place, place);
  });
  await page.keyboard.press('Shift');
  await expect(page.locator('.region-row.lit')).toHaveCount(1);
});

test('what is tied to nothing is neither sent for approval nor released', async ({ page, browser }) => {
  const made = await lesson();
  await signIn(page, made.reviewer);
  await openLesson(page, made);
  await page.keyboard.press('a');
  await expect(page.locator('.said')).toContainText(REFUSED);
  // However long it is, all of the desk is on the screen.
  const over = await page.evaluate(() => document.querySelector('.desk')!.scrollWidth - document.querySelector('main')!.clientWidth);
  expect(over).toBeLessThanOrEqual(0);
  expect((await read(made)).reviews).toEqual([]);
  // Past the page, the server says the same.
  const own = await as(made.reviewer);
  const desk = await own.post<{ claim: { fence: number } }>(`${made.base}/claims`, { item_id: made.item });
  const { proposals } = await read(made);
  const request = { fence: desk.claim.fence, verdict: 'accept', answer: EXPLAINED, regions: proposals[0].regions };
  const sent = own.post(`${made.base}/items/${made.item}/reviews`, request);
  await expect(sent).rejects.toThrow(/step 4 names no marked component/);
  await page.reload();
  await expect(page.locator('#answer')).toHaveValue(EXPLAINED);
  await page.locator('#answer').fill(TIED);
  await expect(page.locator('.step-loose')).toHaveCount(0);
  await expect(page.locator('.step-left')).toHaveCount(0);
  await page.getByRole('button', { name: /^Send for approval/ }).click();
  await expect(page.locator('.said')).toContainText('Sent to a lead for approval');
  await expect.poll(async () => (await read(made)).item.state).toBe('escalated');
  expect((await read(made)).triplets).toEqual([]);

  const released = await (await browser.newContext()).newPage();
  await signIn(released, LEAD);
  await openLesson(released, made);
  await expect(released.locator('#answer')).toHaveValue(TIED);
  await released.getByRole('button', { name: /^Release/ }).click();
  await expect.poll(async () => (await read(made)).triplets[0]?.response).toBe(TIED);
});

test('a short answer is said to be one, and goes out', async ({ page }) => {
  const made = await lesson('A circuit with one source.');
  await signIn(page, made.reviewer);
  await openLesson(page, made);
  await expect(page.getByRole('region', { name: /^Steps/ })).toContainText('None: a short answer');
  await page.keyboard.press('>');
  await expect(page.locator('.said')).toContainText('no numbered steps');
  await page.keyboard.press('a');
  await expect(page.locator('.said')).toContainText('Sent to a lead for approval');
});

test('Enter goes on with the next number, and behind a step without words it ends the steps', async ({ page }) => {
  const made = await lesson();
  await signIn(page, made.reviewer);
  await openLesson(page, made);
  const answer = page.locator('#answer');
  await answer.fill('1. The battery drives the current.');
  await answer.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('The lamp glows.');
  await expect(answer).toHaveValue('1. The battery drives the current.\n2. The lamp glows.');
  await page.keyboard.press('Enter');
  await expect(answer).toHaveValue('1. The battery drives the current.\n2. The lamp glows.\n3. ');
  await page.keyboard.press('Enter');
  await expect(answer).toHaveValue('1. The battery drives the current.\n2. The lamp glows.\n');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('So much for that.');
  await expect(answer).toHaveValue(/\n\nSo much for that\.$/);
});

test('steps behind a new one, or one that is taken away, count on, and one undo takes that back', async ({ page }) => {
  const made = await lesson();
  await signIn(page, made.reviewer);
  await openLesson(page, made);
  const answer = page.locator('#answer');
  const text = '9. The battery.\n10. The lamp.\n11. Both.\n\nSo much for that.\n12. No step of it.';
  const rest = '\n\nSo much for that.\n12. No step of it.';
  const to = (place: number) =>
    answer.evaluate((a: HTMLTextAreaElement, place) => {
      a.focus();
      a.setSelectionRange(place, place);
    }, place);
  const caret = () => answer.evaluate((a: HTMLTextAreaElement) => [a.selectionStart, a.selectionEnd]);
  await answer.fill(text);
  const end = '9. The battery.'.length;
  await to(end);
  await page.keyboard.press('Enter');
  await expect(answer).toHaveValue(`9. The battery.\n10. \n11. The lamp.\n12. Both.${rest}`);
  // The browser's own, and nothing is left selected that the next letter would replace.
  await page.keyboard.press('Control+z');
  await expect(answer).toHaveValue(text);
  await expect.poll(caret).toEqual([end, end]);

  await page.keyboard.press('Enter');
  await page.keyboard.type('The resistor.');
  await expect(answer).toHaveValue(`9. The battery.\n10. The resistor.\n11. The lamp.\n12. Both.${rest}`);
  // What steps name is found by their words: each keeps its regions.
  await expect(step(page, 3)).toContainText('The lamp.');
  await expect(step(page, 3).getByRole('button', { name: 'Region 4 Lamp' })).toBeVisible();

  await to(end + 1);
  await page.keyboard.press('Backspace');
  await expect(answer).toHaveValue(`9. The battery. The resistor.\n10. The lamp.\n11. Both.${rest}`);
  expect(await caret()).toEqual([end + 1, end + 1]);
  await expect(step(page, 2).getByRole('button', { name: 'Region 4 Lamp' })).toBeVisible();
});
