// The desk by its keys: what is pressed falls where it should, on every keyboard; keys of one's own; none of one letter.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { as, history, looked, newReviewer, openDesk, sentTo, signIn, wholeDesk } from '../support/desk';
import { test } from '../support/test';
import { address, PROJECT } from '../support/world';

test('a key after the one that opens a dialog or a field falls into it, however seldom frames come', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  await page.addInitScript(() => {
    window.requestAnimationFrame = (paint) => window.setTimeout(() => paint(performance.now()), 5_000);
  });
  await openDesk(page, ids[0]);
  await wholeDesk(page);
  await page.keyboard.press('s');
  await page.keyboard.press('r');
  const dialog = page.locator('dialog[open]');
  await expect(dialog.getByLabel(/Why/)).toHaveValue('r');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  // At once after another is closed, before the page is told that it is.
  await page.keyboard.press('s');
  await expect(dialog.getByLabel(/Why/)).toBeVisible();
  await page.evaluate(() => {
    document.querySelector<HTMLDialogElement>('dialog[open]')?.close();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 't', code: 'KeyT', bubbles: true }));
  });
  await expect(dialog.getByRole('combobox')).toBeVisible();
  await page.evaluate(() => new Promise((done) => setTimeout(done)));
  await expect(dialog.getByRole('combobox')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press('c');
  await page.keyboard.press('r');
  await expect(page.locator('#answer')).toBeFocused();
  await expect(page.locator('#answer')).toHaveValue(/r/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await expect(page.locator('#turn-0')).toHaveValue('r');
  expect((await history(ids[0])).reviews).toEqual([]);
});

test('keys are found on every keyboard: the row of digits, brackets, the note, a notice', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  await openDesk(page, ids[0]);
  const press = (told: KeyboardEventInit) =>
    page.evaluate((k) => void document.body.dispatchEvent(new KeyboardEvent('keydown', { ...k, bubbles: true })), told);
  // AZERTY.
  await press({ key: '&', code: 'Digit1' });
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas, Nike.');
  await press({ key: 'à', code: 'Digit0' });
  await expect(page.locator('#answer')).toHaveValue('No violations.');
  // Brackets behind AltGr, which Windows tells as Ctrl and Alt too.
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await expect(page.locator('#region-1')).toBeFocused();
  await press({ key: '[', code: 'Digit8', altKey: true, ctrlKey: true, modifierAltGraph: true });
  await expect(page.locator('#region-0')).toBeFocused();
  // Alt alone is the browser's.
  await press({ key: ']', code: 'Digit9', altKey: true });
  await expect(page.locator('#region-0')).toBeFocused();
  await page.keyboard.press(':');
  await expect(page.locator('#note')).toBeFocused();
  await page.keyboard.type('a; b');
  await expect(page.locator('#note')).toHaveValue('a; b');
  await page.keyboard.press('Escape');
  // A notice is answered by key.
  await page.route('**/reviews', (route) => route.abort('connectionreset'));
  await page.keyboard.press('r');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.unroute('**/reviews');
  await page.keyboard.press(';');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('Rejected');
  expect((await history(ids[0])).reviews[0].verdict).toBe('reject');
});

test('keys can be changed, contradictions are told, and the change holds on every device', async ({ browser }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 2);
  const first = await browser.newContext();
  const page = await first.newPage();
  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await page.keyboard.press('?');
  const help = page.locator('dialog.help[open]');
  const reject = help.getByRole('button', { name: /^Reject: .*change it/ });
  await reject.click();
  await page.keyboard.press('a');
  await expect(help.getByRole('alert')).toContainText('The key A is taken by “Accept');
  await expect(reject).toHaveText('R');
  const told = help.locator('[aria-live="polite"]');
  await reject.click();
  // The button is called what it shows, and what it waits for and gets is heard.
  await expect(help.getByRole('button', { name: /^Reject: .*: Press a key$/ })).toHaveText('Press a key');
  await expect(told).toContainText('of no use: Press a key');
  await page.keyboard.press("'");
  await expect(told).toContainText("the key is ' now");
  await expect(reject).toHaveText("'");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  // The picture's keys too, and the tool says so.
  const polygon = help.getByRole('button', { name: /^Tool: polygon: .*change it/ });
  await polygon.click();
  await page.keyboard.press('v');
  await expect(help.getByRole('alert')).toContainText('The key V is taken by “Tool: select');
  await polygon.click();
  await page.keyboard.press('Shift+Digit8');
  await expect(help.getByRole('alert')).toContainText('always puts a phrase');
  await polygon.click();
  await page.keyboard.press('r');
  await expect(polygon).toHaveText('R');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await expect(page.getByTitle('Polygon (R)')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('group', { name: 'Verdict' })).toContainText("Reject'");
  await page.keyboard.press("'");
  await expect(page.getByRole('status')).toContainText('Rejected');
  await first.close();

  const phone = await (await browser.newContext()).newPage();
  await signIn(phone, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(phone.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await phone.keyboard.press("'");
  await expect(phone.getByRole('status')).toContainText('Rejected');
  for (const id of ids) expect((await history(id)).reviews[0].verdict).toBe('reject');
});

test('keys of one letter are switched off: nothing pressed alone acts, chords go on, and the account switches them on', async ({
  page,
}) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  const api = await as(person);
  await api.put('/api/v1/preferences', { keys: { reject: 'x' } });
  await signIn(page, person);
  await openDesk(page, ids[0]);
  await wholeDesk(page);
  const verdict = page.getByRole('group', { name: 'Verdict' });
  const labels = page.getByRole('group', { name: 'Labels in the answer' });
  await expect(verdict.locator('kbd').first()).toHaveText('A');
  await expect(labels.locator('kbd').first()).toBeVisible();
  await page.keyboard.press('?');
  const help = page.locator('dialog.help[open]');
  await help.getByRole('switch', { name: 'Keys of one letter act' }).click();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await expect.poll(() => api.get('/api/v1/preferences')).toMatchObject({ keys: { reject: 'x' }, single_keys: false });
  await page.keyboard.press('Escape');

  const nothing = async () => {
    await expect(page.locator('.desk-body kbd')).toHaveCount(0);
    await expect(page.getByTitle('Polygon', { exact: true })).toBeVisible();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await looked(page);
    for (const key of ['a', 'x', 'r', 'e', 'g', 's', 'q', 'j', 'p', '0', '2', 'Shift+Digit1', '=', ':', '?', 'c']) {
      await page.keyboard.press(key);
    }
    await expect(page.locator('dialog[open]')).toHaveCount(0);
    await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');
    await expect(page.locator('#answer:focus, #note:focus')).toHaveCount(0);
    expect((await history(ids[0])).reviews).toEqual([]);
  };
  await nothing();
  // As it was left, on a page loaded anew.
  await page.reload();
  await wholeDesk(page);
  await nothing();

  // A digit in a dialog is text.
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.keyboard.type('1');
  await expect(page.locator('dialog[open]').getByLabel(/Why/)).toHaveValue('1');
  await page.keyboard.press('Escape');
  // By chord: the keys, while typing too, and a command by its name.
  await page.locator('#answer').focus();
  await page.keyboard.press('Control+?');
  await expect(help).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('label: puma');
  await page.keyboard.press('Enter');
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike, Puma.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');

  // On the account's page as well, where the keys themselves stay as they are.
  await page.goto(`${address()}/account`);
  const acts = page.getByRole('checkbox', { name: 'Keys of one letter act' });
  await expect(acts).toBeEnabled();
  await expect(acts).not.toBeChecked();
  await acts.check();
  await page.locator('form').filter({ has: acts }).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toHaveText('Saved.');
  await expect(acts).toBeChecked();
  expect(await api.get('/api/v1/preferences')).toMatchObject({ keys: { reject: 'x' }, single_keys: true });
  await openDesk(page, ids[0]);
  await looked(page);
  await page.keyboard.press('x');
  await expect(page.getByRole('status').first()).toContainText('Rejected');
});

test('an action may have no key, and what is pressed with Ctrl is none', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  const api = await as(person);
  await signIn(page, person);
  await openDesk(page, ids[0]);
  await wholeDesk(page);
  await page.keyboard.press('?');
  const help = page.locator('dialog.help[open]');
  const main = help.getByRole('button', { name: /^Accept, or save.*change it/ });
  await main.click();
  await page.keyboard.press('Control+j');
  await expect(help.getByRole('alert')).toContainText('Ctrl with a key is the browser’s own');
  await expect(main).toHaveText('A');
  await main.click();
  await page.keyboard.press('Backspace');
  await expect(main).toHaveText('None');
  await expect.poll(() => api.get('/api/v1/preferences')).toMatchObject({ keys: { main: null } });
  await page.keyboard.press('Escape');
  await looked(page);
  await page.keyboard.press('a');
  await expect(page.getByRole('group', { name: 'Verdict' }).getByRole('button').first()).toHaveText('Accept');
  expect((await history(ids[0])).reviews).toEqual([]);
  // The others are as they were.
  await page.keyboard.press('r');
  await expect(page.getByRole('status').first()).toContainText('Rejected');
});
