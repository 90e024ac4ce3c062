// Views of the queue, the order that a lead sets, and many accepted together.
import { expect, Page, test } from '@playwright/test';
import { faults } from '../support/axe';
import { modelSays, proposeRegions, versionsDisagree } from '../support/database';
import { as, asLead, History, history, newReviewer, sentTo, signIn } from '../support/desk';
import { lesson } from '../support/teaching';
import { address, LEAD, PROJECT } from '../support/world';

const BASE = `/api/v1/projects/${PROJECT.slug}`;

const accept = (page: Page, n: number) => page.getByRole('button', { name: `Accept ${n}`, exact: true });
const tile = (page: Page, id: string) => page.locator('.batch-card').filter({ has: page.locator(`#tick-${id}`) });

// Pressed until the page is awake.
async function tickAll(page: Page, right: number): Promise<void> {
  await expect(async () => {
    await page.getByRole('button', { name: `Tick all ${right}`, exact: true }).click();
    await expect(accept(page, right)).toBeVisible({ timeout: 1000 });
  }).toPass();
}

test('many are accepted together, one is refused, and each says so', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 3);
  await proposeRegions(ids[0], [[0.1, 0.1, 0.6, 0.6]]);
  await signIn(page, person, `/p/${PROJECT.slug}/batch?view=${view}`);
  const cards = page.locator('.batch-card');
  await expect(cards).toHaveCount(3);
  // What is marked is a line around the picture's part, which stays to be seen.
  const line = cards.locator('.region-line');
  await expect(line).toHaveCSS('fill', 'none');
  await expect(line).toHaveCSS('stroke-dasharray', '7px, 4px');
  await expect(cards.locator('.region-tag')).toHaveText('Nike');
  await tickAll(page, 3);
  // One is taken meanwhile by a lead, one is left out by hand.
  const lead = await asLead();
  const at = (id: string) => tile(page, id);
  const desk = await lead.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: ids[0] });
  await at(ids[1]).getByRole('checkbox').uncheck();
  const status = page.getByRole('status');
  await accept(page, 2).click();
  await expect(status).toContainText('1 accepted, 1 not');
  await expect(at(ids[1]).getByRole('checkbox')).toBeFocused();
  await expect(at(ids[0])).toContainText('Not accepted. Another reviewer holds this item now');
  await expect(at(ids[2])).toContainText('Accepted');
  expect((await history(ids[0])).reviews).toEqual([]);
  expect((await history(ids[1])).reviews).toEqual([]);
  expect((await history(ids[2])).reviews[0]).toMatchObject({ verdict: 'accept', reviewer: person.shown });
  await lead.post(`${BASE}/items/${ids[0]}/release`, { fence: desk.claim.fence });

  await at(ids[2]).getByRole('button', { name: 'Undo' }).click();
  await expect(status).toContainText('Taken back');
  await expect(at(ids[2])).toContainText('Taken back');
  await expect(at(ids[2]).getByRole('checkbox')).toBeFocused();
  expect((await history(ids[2])).item.state).toBe('queued');

  // The connection drops after the server has stored what is left; sent again, nothing is stored twice.
  await page.route('**/batches', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await at(ids[1]).getByRole('checkbox').check();
  await accept(page, 1).click();
  await expect(status).toContainText('Not accepted');
  await page.unroute('**/batches');
  await accept(page, 1).click();
  await expect(status).toContainText('1 accepted');
  expect((await history(ids[1])).reviews).toHaveLength(1);

  // What was taken back can be accepted after all, and all that was accepted taken back at once.
  await at(ids[2]).getByRole('checkbox').check();
  await accept(page, 1).click();
  await expect(status).toContainText('1 accepted');
  expect((await history(ids[2])).item.state).toBe('decided');
  await page.getByRole('button', { name: 'Undo all 2' }).click();
  await expect(status).toContainText('Taken back: 2 are in the queue again');
  await expect(status).toBeFocused();
  await expect(page.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
  for (const id of [ids[1], ids[2]]) expect((await history(id)).item.state).toBe('queued');
});

test('nothing is ticked beforehand, and what is malformed only by hand', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 3);
  await modelSays(ids[1], 'Apple, Puma.');
  await signIn(page, person, `/p/${PROJECT.slug}/batch?view=${view}`);
  const ticked = page.locator('.batch-card').getByRole('checkbox', { checked: true });
  await expect(page.locator('.batch-card')).toHaveCount(3);
  await expect(ticked).toHaveCount(0);
  await expect(accept(page, 0)).toBeDisabled();
  const malformed = page.locator('.batch-card').filter({ hasText: 'malformed' });
  await expect(malformed).toHaveCount(1);
  await expect(malformed).toContainText('Apple, Puma.');
  await tickAll(page, 2);
  await expect(page.getByRole('status')).toHaveText('2 ticked, 1 malformed left out.');
  await expect(tile(page, ids[1]).getByRole('checkbox')).not.toBeChecked();
  // The tile is marked, its picture is as clear as it was.
  await expect(tile(page, ids[0])).toHaveClass(/is-ticked/);
  await expect(tile(page, ids[1])).not.toHaveClass(/is-ticked/);
  for (const id of ids) await expect(tile(page, id).locator('.batch-picture')).toHaveCSS('opacity', '1');
  await page.getByRole('checkbox', { name: /^Apple, Puma\..*malformed$/ }).check();
  await expect(accept(page, 3)).toBeEnabled();
  await page.getByRole('button', { name: 'Untick all' }).click();
  await expect(ticked).toHaveCount(0);
  await expect(accept(page, 0)).toBeDisabled();
});

test('a picture ticks its tile, and keys do all of it', async ({ page }) => {
  const person = await newReviewer();
  const { view } = await sentTo(person, 3);
  await signIn(page, person, `/p/${PROJECT.slug}/batch?view=${view}`);
  await expect(page.getByText('arrows go from tile to tile')).toBeVisible();
  await tickAll(page, 3);
  await page.getByRole('button', { name: 'Untick all' }).click();
  const box = (n: number) => page.locator('.batch-card').nth(n).getByRole('checkbox');
  const picture = page.locator('.batch-picture').first();
  await picture.click();
  await expect(box(0)).toBeChecked();
  await picture.click();
  await expect(box(0)).not.toBeChecked();

  await box(0).focus();
  await page.keyboard.press('Space');
  await expect(box(0)).toBeChecked();
  await page.keyboard.press('ArrowRight');
  await expect(box(1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(box(2)).toBeFocused();
  await page.keyboard.press('Space');
  const sent = page.waitForRequest('**/batches');
  await page.keyboard.press('Enter');
  // How long they were looked at goes with them.
  for (const item of (await sent).postDataJSON().items) expect(item.seconds).toBeGreaterThan(0);
  await expect(page.getByRole('status')).toHaveText('2 accepted.');
  await expect(box(1)).toBeFocused();
  // What is accepted is passed over.
  await box(1).focus();
  await page.keyboard.press('ArrowRight');
  await expect(box(1)).toBeFocused();
  await page.locator('.batch-card').nth(2).getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(box(2)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(box(2)).toBeChecked();
  await page.keyboard.press('ArrowLeft');
  await expect(box(1)).toBeFocused();
  await expect(accept(page, 1)).toBeEnabled();
});

test('where a lead releases answers, a batch sends them for approval and says so', async ({ page }) => {
  const made = await lesson('1. The battery drives the current.');
  await signIn(page, made.reviewer, `/p/${made.slug}/batch`);
  await expect(page.getByText('Learners see it only once a lead has released it')).toBeVisible();
  const send = page.getByRole('button', { name: 'Send 1 for approval' });
  await expect(async () => {
    await tile(page, made.item).getByRole('checkbox').check();
    await expect(send).toBeVisible({ timeout: 1000 });
  }).toPass();
  await send.click();
  await expect(page.getByRole('status')).toHaveText('1 sent to a lead for approval.');
  await expect(tile(page, made.item)).toContainText('Sent to a lead for approval');
  expect((await (await asLead()).get<History>(`${made.base}/items/${made.item}`)).item.state).toBe('escalated');
});

test('a view is saved, opened at the desk and removed', async ({ page }) => {
  const person = await newReviewer();
  const { view } = await sentTo(person, 1);
  await signIn(page, person, `/p/${PROJECT.slug}/queues`);
  await page.getByLabel('Name').fill('Sure and mine');
  await page.getByLabel('Score from').fill('0.9');
  await page.getByLabel('Score below').fill('0.1');
  await page.getByRole('button', { name: 'Save the view' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'no confidence' })).toBeVisible();
  await page.getByLabel('Score from').fill('');
  await page.getByLabel('Score below').fill('');
  await page.getByRole('combobox', { name: 'Sent to' }).selectOption('me');
  await page.getByRole('button', { name: 'Save the view' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Sure and mine' });
  await expect(row).toContainText('sent to me');
  await expect(row).toContainText('1');
  await row.getByRole('link', { name: /^Desk/ }).click();
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await expect(page.locator('.desk-status')).toContainText('Sure and mine');
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'Nothing is waiting for you' })).toBeVisible();
  // In this view, whatever others have left in the project's queue.
  await expect(page.locator('.desk-status .figure').first()).toHaveText('0 in the queue');

  await page.goto(`${address()}/p/${PROJECT.slug}/queues`);
  page.on('dialog', (d) => d.accept());
  await page.getByRole('button', { name: 'Remove the view Sure and mine' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Sure and mine' })).toHaveCount(0);
  // Another's view is not found.
  const other = await as(await newReviewer());
  await expect(other.get(`${BASE}/queue?view=${view}`)).rejects.toThrow('404');
});

test('a view is changed in the form that made it, and a page from before overwrites nothing', async ({ page, browser }) => {
  const person = await newReviewer();
  const own = await as(person);
  const filter = { label: 'Nike', confidence_from: 0.7, flagged: false };
  await own.post(`${BASE}/views`, { name: 'Nike, sure', filter });
  const stored = async () => (await own.get<{ name: string; filter: object }[]>(`${BASE}/views`))[0];
  await signIn(page, person, `/p/${PROJECT.slug}/queues`);
  await expect(page.getByRole('row').filter({ hasText: 'names Nike, score 0.70 or more, not flagged' })).toBeVisible();
  await page.getByRole('link', { name: 'Edit the view Nike, sure' }).click();
  await expect(page.getByRole('heading', { name: 'Edit the view “Nike, sure”' })).toBeInViewport();
  await expect(page.getByLabel('Name')).toHaveValue('Nike, sure');
  await expect(page.getByLabel('Label')).toHaveValue('Nike');
  await expect(page.getByLabel('Score from')).toHaveValue('0.7');
  const flagged = page.getByLabel('Only what is flagged for discussion');
  await expect(flagged).toHaveValue('false');
  expect(await faults(page)).toEqual([]);
  const before = await (await browser.newContext()).newPage();
  await signIn(before, person, new URL(page.url()).pathname + new URL(page.url()).search);

  await page.getByLabel('Name').fill('Sent to me');
  await page.getByLabel('Label').selectOption('any');
  await page.getByLabel('Score from').fill('');
  await page.getByRole('combobox', { name: 'Sent to' }).selectOption('me');
  await page.getByRole('button', { name: 'Save the view' }).click();
  await expect(page).toHaveURL(`${address()}/p/${PROJECT.slug}/queues`);
  const row = page.getByRole('row').filter({ hasText: 'Sent to me' });
  await expect(row).toContainText('sent to me, not flagged');
  await expect(page.getByRole('heading', { name: 'Save a view' })).toBeVisible();
  const now = await stored();
  expect(now).toMatchObject({ name: 'Sent to me', filter: { label: null, confidence_from: null, assignee: 'me', flagged: false } });

  await before.getByLabel('Name').fill('Nike alone');
  await before.getByRole('button', { name: 'Save the view' }).click();
  await expect(before.getByRole('alert').filter({ hasText: 'load it anew' })).toBeVisible();
  expect(await stored()).toEqual(now);
  await before.getByRole('link', { name: 'Leave it as it is' }).click();
  await expect(before.getByRole('heading', { name: 'Save a view' })).toBeVisible();
  await before.context().close();

  // All that narrowed it is taken away.
  await row.getByRole('link', { name: /^Edit/ }).click();
  await page.getByRole('combobox', { name: 'Sent to' }).selectOption('any');
  await flagged.selectOption('any');
  await page.getByRole('button', { name: 'Save the view' }).click();
  await expect(page).toHaveURL(`${address()}/p/${PROJECT.slug}/queues`);
  await expect(row).toContainText('everything');
  expect((await stored()).filter).toMatchObject({ assignee: null, flagged: null });
});

test('a queue is looked at without holding anything, and drafts and escalated items are found again', async ({ page, browser }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 2);
  const own = await as(person);
  const desk = await own.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: ids[0] });
  await own.post(`${BASE}/items/${ids[0]}/draft`, {
    version: 0,
    body: { proposal_id: null, answer: 'half a thought', regions: [] },
  });
  await own.post(`${BASE}/items/${ids[0]}/release`, { fence: desk.claim.fence });
  // Without scripts, as far as looking goes.
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(plain, person, `/p/${PROJECT.slug}/queues`);
  const row = plain.getByRole('row').filter({ hasText: 'Mine' });
  await row.getByRole('link', { name: 'List of Mine' }).click();
  await expect(plain.getByRole('heading', { level: 1, name: 'What waits: Mine' })).toBeVisible();
  const rows = plain.locator('tbody tr');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('Violations: Nike.');
  await expect(rows.first()).toContainText(person.shown);
  for (const id of ids) await expect(plain.locator(`tbody a[href$="/items/${id}"]`)).toBeVisible();
  await plain.context().close();
  expect((await own.get<{ rows: object[] }>(`${BASE}/queue?view=${view}`)).rows).toHaveLength(2);

  await signIn(page, person, `/p/${PROJECT.slug}/queues`);
  await page.getByRole('region', { name: 'Your drafts' }).getByRole('link', { name: 'half a thought' }).click();
  await expect(page).toHaveURL(new RegExp(`/desk/${ids[0]}$`));
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await page.keyboard.press('e');
  await expect(page.getByRole('status')).toContainText('Escalated');

  // For a lead it stands in a line of its own, and is opened from there.
  const lead = await (await browser.newContext()).newPage();
  await signIn(lead, LEAD, `/p/${PROJECT.slug}/queues`);
  const left = lead.getByRole('row').filter({ hasText: 'Escalated, for a lead' });
  await left.getByRole('link', { name: 'List of Escalated, for a lead' }).click();
  await expect(lead.locator(`tbody a[href$="/items/${ids[0]}"]`)).toBeVisible();
  await lead.goto(`${address()}/p/${PROJECT.slug}/items/${ids[0]}`);
  await lead.getByRole('link', { name: 'Decide it' }).click();
  await expect(lead.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await lead.keyboard.press('r');
  await expect(lead.getByRole('status')).toContainText('Rejected');
  // Decided, a lead opens it again; the reviewer is not offered it.
  await lead.goto(`${address()}/p/${PROJECT.slug}/items/${ids[0]}`);
  await expect(lead.getByRole('link', { name: 'Open it again' })).toBeVisible();
  await page.goto(`${address()}/p/${PROJECT.slug}/items/${ids[0]}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: /Open it again|Decide it/ })).toHaveCount(0);
  await lead.context().close();
});

test('what model versions disagree about has a view and a list', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 2);
  await versionsDisagree(ids[1]);
  await signIn(page, person, `/p/${PROJECT.slug}/queues`);
  await page.getByLabel('Name').fill('Disputed');
  await page.getByRole('combobox', { name: 'Sent to' }).selectOption('me');
  await page.getByLabel('Only what model versions disagree about').check();
  await expect(page.getByText('they decide otherwise or, where neither answer is a decision')).toBeVisible();
  await page.getByRole('button', { name: 'Save the view' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Disputed' });
  await expect(row).toContainText('sent to me, model versions disagree');
  await expect(row.locator('td.num')).toHaveText('1');
  await row.getByRole('link', { name: /^Desk/ }).click();
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'Nothing is waiting for you' })).toBeVisible();
  expect((await history(ids[0])).reviews).toEqual([]);
  expect((await history(ids[1])).reviews[0].verdict).toBe('reject');

  await page.goto(`${address()}/p/${PROJECT.slug}/items`);
  await page.getByLabel('Marked').selectOption('model versions disagree');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page.locator(`tbody a[href*="${ids[1]}"]`)).toBeVisible();
  await expect(page.locator(`tbody a[href*="${ids[0]}"]`)).toHaveCount(0);
});

test('a lead weights the queue, and the trail says so', async ({ page }) => {
  const lead = await asLead();
  const settings = async () => (await lead.get<{ settings: Record<string, any> }>(BASE)).settings;
  const before = await settings();
  await signIn(page, LEAD, `/p/${PROJECT.slug}`);
  await page.getByText('Change order, phrases and mode').click();
  await page.getByLabel('A day of waiting').fill('0.25');
  await page.getByRole('spinbutton', { name: 'Nike', exact: true }).fill('0.75');
  await page.getByLabel(/^Phrases/).fill('The mark is part of the building.');
  await page.getByRole('button', { name: 'Save the queue’s rules' }).click();
  await expect(page.getByText('0.25 × days waited')).toBeVisible();
  expect(await settings()).toEqual({
    ...before,
    queue: { ...before.queue, age: 0.25, severities: { Nike: 0.75 } },
    phrases: ['The mark is part of the building.'],
  });
  await page.goto(`${address()}/p/${PROJECT.slug}/audit`);
  await expect(page.locator('tbody tr').first()).toContainText('settings.set');
  await lead.put(`${BASE}/settings`, before);
});
