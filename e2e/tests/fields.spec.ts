// What is typed: not into an item that has not been looked at, and taken back with Ctrl Z whatever came between.
import { expect } from '@playwright/test';
import { looked, newReviewer, openDesk, sentTo, shown, signIn, wholeDesk } from '../support/desk';
import { test } from '../support/test';
import { address, PROJECT } from '../support/world';

test('keys typed right after Ctrl Enter are in no answer, and the field has the focus still', async ({ page }) => {
  const person = await newReviewer();
  const { view } = await sentTo(person, 3);
  await signIn(page, person);
  await page.goto(`${address()}/p/${PROJECT.slug}/desk?view=${view}`);
  await wholeDesk(page);
  const first = await shown(page);
  // The next one lies ready.
  const claims = () => page.evaluate(() => performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/claims')).length);
  await expect.poll(claims).toBeGreaterThan(1);
  const answer = page.locator('#answer');
  // Nobody is told that the field is locked.
  const locked = await answer.evaluateHandle((field: HTMLTextAreaElement) => {
    const seen: boolean[] = [];
    new MutationObserver(() => seen.push(field.readOnly || field.disabled)).observe(field, { attributes: true });
    return seen;
  });
  await answer.fill('Violations: Puma.');
  await answer.press('Control+a');
  await page.keyboard.press('Control+c');
  // The next one is there before the first is stored.
  await page.keyboard.press('Control+Enter');
  await page.keyboard.type('abc');
  await page.keyboard.press('Control+v');
  // What no page can stop, as what a phone's keyboard composes, is put back.
  await page.evaluate(() => document.execCommand('insertText', false, 'def'));
  await expect.poll(() => shown(page)).not.toBe(first);
  await expect(answer).toHaveValue('Violations: Nike.');
  await expect(answer).toBeFocused();
  expect(await locked.evaluate((seen) => seen.includes(true))).toBe(false);
  await looked(page);
  await page.keyboard.press('End');
  await page.keyboard.type(' So.');
  await expect(answer).toHaveValue('Violations: Nike. So.');
});

test('Ctrl Z in the answer takes back what was typed, and what a key has put there', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  await openDesk(page, ids[0]);
  await wholeDesk(page);
  const answer = page.locator('#answer');
  await expect(answer).toHaveValue('Violations: Nike.');
  await answer.press('End');
  await page.keyboard.type(' One');
  await page.keyboard.press('Escape');
  await page.keyboard.press('0');
  await expect(answer).toHaveValue('No violations.');
  await page.keyboard.press('c');
  await page.keyboard.press('End');
  await page.keyboard.type(' Two');
  await expect(answer).toHaveValue('No violations. Two');

  // What was typed is the browser's, in steps of its own.
  for (let i = 0; i < 5 && (await answer.inputValue()) !== 'No violations.'; i++) await page.keyboard.press('Control+z');
  await expect(answer).toHaveValue('No violations.');
  await page.keyboard.press('Control+z');
  await expect(answer).toHaveValue('Violations: Nike. One');
  await expect(answer).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(answer).toHaveValue('Violations: Nike.');
  await page.keyboard.press('Control+Shift+z');
  await expect(answer).toHaveValue('Violations: Nike. One');
  await page.keyboard.press('Control+y');
  await expect(answer).toHaveValue('No violations.');

  // In the middle of a text the caret stays where it is.
  await page.keyboard.press('Home');
  await page.keyboard.type('Ah. ');
  await expect(answer).toHaveValue('Ah. No violations.');
  expect(await answer.evaluate((a: HTMLTextAreaElement) => a.selectionStart)).toBe(4);

  // The button that puts the words back goes, and the focus with it to the picture.
  const back = page.getByRole('button', { name: 'Put back' });
  await back.focus();
  await page.keyboard.press('Enter');
  await expect(answer).toHaveValue('Violations: Nike.');
  await expect(back).toHaveCount(0);
  await expect(page.locator('#stage')).toBeFocused();
});
