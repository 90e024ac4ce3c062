// What is saved while it changes, or with the answer lost: nothing is stored twice, and nothing that ended comes back.
import { expect, Page } from '@playwright/test';
import { as, asLead, history, kept, newItem, newReviewer, openDesk, signIn } from '../support/desk';
import { test } from '../support/test';
import { BASE } from '../support/world';

const WORDS = 'Violations: Puma.';

// Saves of drafts wait until they are let go, and are stored then; `answered`: the browser hears of it.
async function heldSaves(page: Page, answered: boolean) {
  let go = () => {};
  const gone = new Promise<void>((resolve) => (go = resolve));
  const state = { stored: false, status: 0 };
  await page.route('**/draft', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await gone;
    const response = await route.fetch();
    state.stored = response.ok();
    state.status = response.status();
    await (answered ? route.fulfill({ response }) : route.abort('connectionreset'));
  });
  return { go, state };
}

// An item whose first words are on their way to the server, and held there.
async function saving(page: Page, words: string, answered: boolean) {
  const id = await newItem('held_out');
  const person = await newReviewer();
  await signIn(page, person);
  await openDesk(page, id);
  const { go, state } = await heldSaves(page, answered);
  const sent = page.waitForRequest((r) => r.url().endsWith(`${id}/draft`) && r.method() === 'POST');
  await page.locator('#answer').fill(words);
  await sent;
  return { id, person, go, state };
}

test('what is taken back while it is being saved does not come back, though the answer is lost', async ({ page }) => {
  const { id, person, go, state } = await saving(page, WORDS, false);
  await page.locator('#answer').fill('');
  // That is noticed.
  await expect.poll(() => kept(page)).toBe(0);
  go();
  await expect.poll(() => state.stored).toBe(true);
  const api = await as(person);
  await expect.poll(() => api.get(`${BASE}/items/${id}/draft`)).toBeNull();
  await page.unrouteAll({ behavior: 'wait' });
  await openDesk(page, id);
  await expect(page.locator('#answer')).toHaveValue('');
  await expect(page.getByText('Your draft for this item is back.')).toHaveCount(0);
});

test('a skip ends a draft whose save comes after it', async ({ page }) => {
  const { id, person, go, state } = await saving(page, WORDS, true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  const dialog = page.locator('dialog[open]');
  const skipped = page.waitForResponse((r) => r.url().endsWith(`${id}/skip`) && r.ok());
  await dialog.getByRole('button', { name: 'Skip', exact: true }).click();
  await skipped;
  go();
  await expect.poll(() => state.status).toBe(409);
  const api = await as(person);
  expect(await api.get(`${BASE}/items/${id}/draft`)).toBeNull();
  await page.unrouteAll({ behavior: 'wait' });
  // Of what does not lie here any more nothing is said.
  await expect(page.locator('#notice')).toHaveCount(0);
});

test('words written while a save is on its way leave the desk with their item', async ({ page }) => {
  const { id, person, go } = await saving(page, 'Violations: Nike.', true);
  await page.locator('#answer').fill(WORDS);
  await page.keyboard.press('Escape');
  await page.keyboard.press('w');
  const dialog = page.locator('dialog[open]');
  await dialog.locator('#aside-why').fill('waits for the legal team');
  const held = page.waitForResponse((r) => r.url().endsWith(`${id}/hold`) && r.ok());
  await dialog.locator('#aside-go').click();
  await held;
  go();
  const api = await as(person);
  const newest = () => api.get<{ body: { answer: string } } | null>(`${BASE}/items/${id}/draft`);
  await expect.poll(async () => (await newest())?.body.answer).toBe(WORDS);
  await page.unrouteAll({ behavior: 'wait' });
});

test('a save that arrives after its draft has ended brings nothing back', async ({ page }) => {
  const id = await newItem('held_out');
  const person = await newReviewer();
  await signIn(page, person);
  await openDesk(page, id);
  const sent = page.waitForRequest((r) => r.url().endsWith(`${id}/draft`) && r.method() === 'POST');
  await page.locator('#answer').fill(WORDS);
  const first = (await sent).postDataJSON();
  await expect(page.getByText('Draft saved')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  const skipped = page.waitForResponse((r) => r.url().endsWith(`${id}/skip`) && r.ok());
  await page.locator('dialog[open]').getByRole('button', { name: 'Skip', exact: true }).click();
  await skipped;
  // The same once more, as if it had been on its way for so long.
  const api = await as(person);
  await expect(api.post(`${BASE}/items/${id}/draft`, first)).rejects.toThrow(/409/);
  expect(await api.get(`${BASE}/items/${id}/draft`)).toBeNull();
});

test('what is written on after a save whose answer was lost is no draft of another place', async ({ page }) => {
  const { id, person, go, state } = await saving(page, 'Violations: Nike.', false);
  await page.locator('#answer').fill(WORDS);
  go();
  await expect.poll(() => state.stored).toBe(true);
  await page.unrouteAll({ behavior: 'wait' });
  const api = await as(person);
  const newest = () => api.get<{ body: { answer: string } }>(`${BASE}/items/${id}/draft`);
  await expect.poll(async () => (await newest()).body.answer, { timeout: 15_000 }).toBe(WORDS);
  await expect(page.getByRole('alert').filter({ hasText: 'changed in another place' })).toHaveCount(0);
});

test('what could not be given up is no draft of another place', async ({ page }) => {
  const { id, person, go, state } = await saving(page, 'Violations: Nike.', false);
  await page.route('**/draft', async (route) => {
    await (route.request().method() === 'DELETE' ? route.abort('connectionreset') : route.fallback());
  });
  await page.locator('#answer').fill('');
  // That is noticed.
  await expect.poll(() => kept(page)).toBe(0);
  const refused = page.waitForEvent('requestfailed', (r) => r.url().endsWith('/draft') && r.method() === 'DELETE');
  go();
  await expect.poll(() => state.stored).toBe(true);
  await refused;
  await page.locator('#answer').fill(WORDS);
  await page.unrouteAll({ behavior: 'wait' });
  const api = await as(person);
  const newest = () => api.get<{ body: { answer: string } } | null>(`${BASE}/items/${id}/draft`);
  await expect.poll(async () => (await newest())?.body.answer, { timeout: 15_000 }).toBe(WORDS);
  await expect(page.getByRole('alert').filter({ hasText: 'changed in another place' })).toHaveCount(0);
});

test('a decision whose answer is lost on the way is stored once', async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.keyboard.press('0');
  // The server has stored it; the browser never hears so.
  await page.route('**/reviews', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.keyboard.press('a');
  const told = page.locator('#notice').filter({ hasText: 'Not saved' });
  await expect(told).toBeVisible();
  await page.unroute('**/reviews');
  await told.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('status')).toContainText('Label saved');
  expect((await history(id)).reviews).toHaveLength(1);
});

test('a skip and a hold whose answer is lost on the way are done once, and tried again are told as done', async ({ page }) => {
  const person = await newReviewer();
  await signIn(page, person);
  const lead = await asLead();
  for (const [key, route, done] of [['s', 'skip', 'Skipped'], ['w', 'hold', 'On hold']] as const) {
    const id = await newItem('held_out');
    await openDesk(page, id);
    // The server has stored it; the browser never hears so.
    await page.route(`**/${route}`, async (r) => {
      await r.fetch();
      await r.abort('connectionreset');
    });
    await page.keyboard.press(key);
    await page.locator('dialog[open] #aside-why').fill('waits for the legal team');
    await page.locator('dialog[open] #aside-go').click();
    const told = page.locator('#notice').filter({ hasText: 'Nobody knows whether that was stored' });
    await expect(told).toBeVisible();
    await page.unroute(`**/${route}`);
    await told.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('status').filter({ hasText: done })).toBeVisible();
    const comments = await lead.get<{ act: string }[]>(`${BASE}/items/${id}/comments`);
    expect(comments.map((c) => c.act)).toEqual([route]);
  }
});
