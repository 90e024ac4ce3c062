// Many accepted together: ticked by hand or all at once, each stored by itself, and taken back.
import { expect, Page } from '@playwright/test';
import { modelSays, proposeRegions } from '../support/database';
import { asLead, History, history, newReviewer, sentTo, signIn } from '../support/desk';
import { lesson } from '../support/teaching';
import { test } from '../support/test';
import { BASE, PROJECT } from '../support/world';

const accept = (page: Page, n: number) => page.getByRole('button', { name: `Accept ${n}`, exact: true });
const tile = (page: Page, id: string) => page.locator('.batch-card').filter({ has: page.locator(`#tick-${id}`) });

// Pressed until the page is awake.
async function tickAll(page: Page, right: number): Promise<void> {
  await expect(async () => {
    await page.getByRole('button', { name: `Tick all ${right}`, exact: true }).click();
    await expect(accept(page, right)).toBeVisible({ timeout: 1000 });
  }).toPass();
}

test('names of regions that lie close are written over no other, and the badge touches no word', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 1);
  await modelSays(ids[0], 'Nike, Puma.');
  await proposeRegions(ids[0], [[0.5, 0.4, 0.8, 0.7], [0.52, 0.41, 0.82, 0.72], [0.55, 0.42, 0.86, 0.74]], ['Nike', 'Puma', 'Adidas']);
  await signIn(page, person, `/p/${PROJECT.slug}/batch?view=${view}`);
  const names = page.locator('.batch-card .region-tag');
  await expect(names).toHaveText(['Nike', 'Puma', 'Adidas']);
  const boxes = await names.evaluateAll((all) => all.map((el) => el.getBoundingClientRect().toJSON()));
  for (const [i, a] of boxes.entries())
    for (const b of boxes.slice(i + 1)) {
      const apart = a.bottom <= b.top + 1 || b.bottom <= a.top + 1 || a.right <= b.left || b.right <= a.left;
      expect(apart, JSON.stringify([a, b])).toBe(true);
    }
  await expect(page.locator('.batch-card .region-ground')).toHaveCount(3);
  await expect(page.locator('.batch-answer span').first()).toContainText('Puma. malformed');
});

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
