// Views of the queue, what waits in it, and the order that a lead sets.
import { expect } from '@playwright/test';
import { faults } from '../support/axe';
import { versionsDisagree } from '../support/database';
import { as, asLead, history, newReviewer, sentTo, signIn, wholeDesk } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, LEAD, PROJECT } from '../support/world';

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
  await expect(row.locator('td.num')).toHaveText('1');
  await row.getByRole('link', { name: /^Desk/ }).click();
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await expect(page.locator('.desk-status')).toContainText('Sure and mine');
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'Nothing is left in this view' })).toBeVisible();
  await expect(page.getByText('Others may wait outside it')).toBeVisible();
  await expect(page.getByRole('link', { name: 'The whole queue' })).toHaveAttribute('href', `/p/${PROJECT.slug}/desk`);
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
  for (const id of ids) await expect(plain.locator(`tbody a[href*="/items/${id}"]`)).toBeVisible();
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
  await expect(lead.locator(`tbody a[href*="/items/${ids[0]}"]`)).toBeVisible();
  await lead.goto(`${address()}/p/${PROJECT.slug}/items/${ids[0]}`);
  await lead.getByRole('link', { name: 'Decide it' }).click();
  // What was said by who left it is one of the parts that come later.
  await wholeDesk(lead);
  await lead.keyboard.press('r');
  await expect(lead.getByRole('status')).toContainText('Rejected');
  // Decided, a lead opens it again; the reviewer is not offered it.
  await lead.goto(`${address()}/p/${PROJECT.slug}/items/${ids[0]}`);
  await expect(lead.getByRole('link', { name: 'Open it again' })).toBeVisible();
  await page.goto(`${address()}/p/${PROJECT.slug}/items/${ids[0]}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: /Open it again|Decide it/ })).toHaveCount(0);
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
  await expect(page.getByRole('heading', { name: 'Nothing is left in this view' })).toBeVisible();
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
