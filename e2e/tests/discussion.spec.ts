// What is said about an item: once, however often its button was pressed.
import { expect, Page } from '@playwright/test';
import { as, asLead, looked, newItem, newReviewer, openDesk, sentTo, signIn, wholeDesk } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, Person, PROJECT } from '../support/world';

async function said(id: string): Promise<string[]> {
  const lead = await asLead();
  const comments = await lead.get<{ text: string }[]>(`${BASE}/items/${id}/comments`);
  return comments.map((c) => c.text);
}

// The server does what it is asked; the browser does not hear of it.
async function loseAnswers(page: Page, url: string): Promise<void> {
  await page.route(url, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
}

// An item with a proposal on a whole desk, of somebody to whom it was sent.
async function wholeItem(page: Page): Promise<void> {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  await openDesk(page, ids[0]);
  await wholeDesk(page);
}

test('a comment is said once, pressed twice or sent again after a lost answer', async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.keyboard.press('q');
  const dialog = page.locator('dialog[open]');
  const button = dialog.getByRole('button', { name: 'Comment', exact: true });

  // The answer is long in coming.
  await page.route('**/comments', async (route) => {
    if (route.request().method() === 'POST') await new Promise((done) => setTimeout(done, 700));
    await route.continue();
  });
  await dialog.getByLabel('Comment').fill('Is it a mark?');
  await button.dblclick();
  await expect(dialog.locator('form')).toHaveAttribute('aria-busy', 'true');
  await expect(dialog.locator('.thread')).toContainText('Is it a mark?');
  await page.unroute('**/comments');
  await expect(dialog.locator('.thread li')).toHaveCount(1);
  expect(await said(id)).toEqual(['Is it a mark?']);

  await loseAnswers(page, '**/comments');
  await dialog.getByLabel('Comment').fill('It is one.');
  await button.click();
  await expect(dialog.getByRole('alert')).not.toBeEmpty();
  await page.unroute('**/comments');
  await button.click();
  await expect(dialog.locator('.thread li')).toHaveCount(2);
  expect(await said(id)).toEqual(['Is it a mark?', 'It is one.']);

  // So is a flag: the second is no refusal.
  await loseAnswers(page, '**/flag');
  await dialog.getByLabel('Comment').fill('All of us?');
  await dialog.getByRole('button', { name: 'Flag for discussion' }).click();
  await expect(dialog.getByRole('alert')).not.toBeEmpty();
  await page.unroute('**/flag');
  await dialog.getByRole('button', { name: 'Flag for discussion' }).click();
  await expect(dialog.getByRole('button', { name: 'Discussion is over' })).toBeVisible();
  expect(await said(id)).toEqual(['Is it a mark?', 'It is one.', 'All of us?']);

  // What is meant twice is said twice.
  await dialog.getByLabel('Comment').fill('It is one.');
  await button.click();
  await expect(dialog.locator('.thread li')).toHaveCount(4);
});

test("on an item's page too, a comment sent again after a lost answer is said once", async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await page.goto(`${address()}/p/${PROJECT.slug}/items/${id}`);
  const fold = page.locator('details').filter({ has: page.locator('form[data-form$="/comments"]') });
  await fold.locator('summary').click();
  await fold.getByRole('textbox').fill('Looked at.');
  await loseAnswers(page, '**/comments');
  await fold.getByRole('button').click();
  await expect(fold.getByRole('alert')).not.toBeEmpty();
  await page.unroute('**/comments');
  await fold.getByRole('button').click();
  await expect(page.locator('.thread')).toContainText('Looked at.');
  expect(await said(id)).toEqual(['Looked at.']);

  // With other words it is another comment, and no refusal.
  await page.goto(`${address()}/p/${PROJECT.slug}/items/${id}`);
  await fold.locator('summary').click();
  await fold.getByRole('textbox').fill('Is it a mark?');
  await loseAnswers(page, '**/comments');
  await fold.getByRole('button').click();
  await expect(fold.getByRole('alert')).not.toBeEmpty();
  await page.unroute('**/comments');
  await fold.getByRole('textbox').fill('Is it one?');
  await fold.getByRole('button').click();
  await expect(page.locator('.thread')).toContainText('Is it one?');
  expect(await said(id)).toEqual(['Looked at.', 'Is it a mark?', 'Is it one?']);
});

test('a key after the one that closes a dialog is the desk’s, though the dialog’s field has the focus until the next frame', async ({ page }) => {
  await wholeItem(page);
  const dialog = page.locator('dialog[open]');
  await page.keyboard.press('q');
  await dialog.getByLabel('Comment').fill('Is it a mark');
  await dialog.getByLabel('Comment').evaluate((field: HTMLTextAreaElement) => {
    field.closest('dialog')?.close();
    const taken = !field.dispatchEvent(new KeyboardEvent('keydown', { key: 't', code: 'KeyT', bubbles: true, cancelable: true }));
    if (!taken) throw new Error('the key falls into a field that is closed');
  });
  await expect(dialog.getByLabel('To')).toBeVisible();
});

test('what is written in a dialog is there again after it was closed, for its item alone', async ({ page }) => {
  await wholeItem(page);
  const dialog = page.locator('dialog[open]');
  await page.keyboard.press('q');
  await dialog.getByLabel('Comment').fill('Is it a mark, or');
  await page.keyboard.press('Escape');
  await page.keyboard.press('w');
  const wait = dialog.getByLabel(/What does it wait for/);
  await expect(wait).toHaveValue('');
  // What is wanting is told of its field, which has the focus.
  await dialog.getByRole('button', { name: 'Put on hold' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Say what');
  await expect(wait).toBeFocused();
  await expect(wait).toHaveAttribute('aria-invalid', 'true');
  await expect(wait).toHaveAttribute('aria-errormessage', 'aside-problem');
  await wait.fill('legal answers');
  await dialog.getByRole('button', { name: 'Close' }).click();

  await page.keyboard.press('q');
  await expect(dialog.getByLabel('Comment')).toHaveValue('Is it a mark, or');
  await dialog.getByLabel('Comment').fill('Is it a mark?');
  await dialog.getByRole('button', { name: 'Back to the item' }).click();
  await page.keyboard.press('q');
  await dialog.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(dialog.locator('.thread')).toContainText('Is it a mark?');
  await expect(dialog.getByLabel('Comment')).toHaveValue('');
  await page.keyboard.press('Escape');
  await page.keyboard.press('q');
  await expect(dialog.locator('.thread')).toContainText('Is it a mark?');
  await expect(dialog.getByLabel('Comment')).toHaveValue('');
  await page.keyboard.press('Escape');

  await page.keyboard.press('t');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(dialog.getByLabel('To')).toBeFocused();
  await expect(dialog.getByLabel('To')).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('Escape');

  // Refused, it comes back with its words.
  await page.route('**/hold', (route) => route.abort('connectionreset'));
  await page.keyboard.press('w');
  await expect(wait).toHaveValue('legal answers');
  await page.keyboard.press('Enter');
  await expect(page.locator('#notice')).toContainText('Nobody knows whether that was stored');
  await page.unroute('**/hold');
  await looked(page);
  await page.locator('#stage').focus();
  await page.keyboard.press('w');
  await expect(wait).toHaveValue('legal answers');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').first()).toContainText('On hold');
});

test('a comment that was begun outlasts the page, for whom it is by and nobody else', async ({ page }) => {
  const id = await newItem('held_out');
  const [person, other] = [await newReviewer(), await newReviewer()];
  const dialog = page.locator('dialog[open]');
  const words = dialog.getByLabel('Comment');
  const comes = async () => {
    await openDesk(page, id);
    await wholeDesk(page);
    await page.keyboard.press('q');
    await expect(words).toBeVisible();
  };
  // Leaves the item to the next.
  const goes = async (who: Person) => {
    await page.goto(address());
    await page.context().clearCookies();
    const own = await as(who);
    const { claim } = await own.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: id });
    await own.post(`${BASE}/items/${id}/release`, { fence: claim.fence });
  };
  await signIn(page, person);
  await comes();
  await words.fill('Is it a mark, or');
  await page.reload();
  await wholeDesk(page);
  await page.keyboard.press('q');
  await expect(words).toHaveValue('Is it a mark, or');
  await goes(person);

  await signIn(page, other);
  await comes();
  await expect(words).toHaveValue('');
  await goes(other);

  await signIn(page, person);
  await comes();
  await expect(words).toHaveValue('Is it a mark, or');
  await dialog.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(dialog.locator('.thread')).toContainText('Is it a mark, or');
  await expect(words).toHaveValue('');
  // What was said is not there to be said again.
  await page.reload();
  await wholeDesk(page);
  await page.keyboard.press('q');
  await expect(dialog.locator('.thread')).toContainText('Is it a mark, or');
  await expect(words).toHaveValue('');
});

test('a comment goes by Ctrl Enter, and that it was said is told in the dialog', async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.keyboard.press('q');
  const dialog = page.locator('dialog[open]');
  const told = dialog.locator('[aria-live="polite"]');
  const field = dialog.getByLabel('Comment');
  await field.fill('Is it a mark?');
  await expect(told).toHaveText('');
  await field.press('Control+Enter');
  await expect(told).toContainText('Comment posted');
  await expect(dialog.getByRole('list', { name: 'What was said' }).getByRole('listitem')).toHaveCount(1);
  await expect(field).toHaveValue('');
  await expect(field).toBeFocused();
  expect(await said(id)).toEqual(['Is it a mark?']);

  // The same once more is another text.
  const once = await told.textContent();
  await field.fill('It is one.');
  await field.press('Control+Enter');
  await expect.poll(() => told.textContent()).not.toBe(once);
  await field.fill('Which mark is meant?');
  await dialog.getByRole('button', { name: 'Flag for discussion' }).click();
  await expect(told).toContainText('Flagged for discussion');
});
