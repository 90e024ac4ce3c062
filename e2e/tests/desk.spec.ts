// A reviewer at the desk: by mouse, by keyboard, blind; what is taken back, opened again, and left.
import { expect } from '@playwright/test';
import { modelSays } from '../support/database';
import { as, asLead, dragFrom, draw, history, looked, newItem, newReviewer, openDesk, sentTo, shown, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, LEAD, PROJECT } from '../support/world';

test('a correction by mouse stands in the curated set', async ({ page }) => {
  const id = await newItem('train');
  await signIn(page, await newReviewer());
  await openDesk(page, id);

  // Whatever the model drew goes; then one box of one's own.
  for (let left = await page.locator('.region-row').count(); left > 0; left--) {
    await page.getByRole('button', { name: /^Delete region/ }).first().click();
  }
  await draw(page, [0.2, 0.25, 0.5, 0.6]);
  await expect(page.locator('.region-row')).toHaveCount(1);
  await page.getByLabel('Label of region 1').selectOption('Nike');

  // Its lower right corner is dragged further out.
  await dragFrom(page, [0.5, 0.6], [0.6, 0.7]);

  await page.getByRole('group', { name: 'Labels in the answer' }).getByRole('button', { name: 'Nike' }).click();
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(page.getByRole('status')).toContainText('Correction saved');

  const { reviews, triplets } = await history(id);
  expect(reviews[0]).toMatchObject({ verdict: 'correct', answer: 'Violations: Nike.', correction: true });
  const [region] = triplets[0].regions;
  expect(region).toMatchObject({ label: 'Nike', source: 'person' });
  const [x1, y1, x2, y2] = region.xyxy;
  expect(x1).toBeCloseTo(0.2, 1);
  expect(y1).toBeCloseTo(0.25, 1);
  expect(x2).toBeGreaterThan(0.52);
  expect(y2).toBeGreaterThan(0.62);

  await page.goto(`${address()}/p/${PROJECT.slug}/curated`);
  await expect(page.getByRole('link', { name: 'Violations: Nike.' }).first()).toHaveAttribute('href', new RegExp(id));
});

test('a correction by keyboard alone stands too', async ({ page }) => {
  const id = await newItem('train');
  await signIn(page, await newReviewer());
  await openDesk(page, id);

  for (let left = await page.locator('.region-row').count(); left > 0; left--) {
    await page.locator('#region-0').focus();
    await page.keyboard.press('Delete');
  }
  await expect(page.locator('.region-row')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(page.locator('#region-0')).toBeFocused();
  await page.keyboard.press('3');
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowLeft');
  for (let i = 0; i < 5; i++) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Escape');
  await page.keyboard.press('0');
  await page.keyboard.press('1');
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');

  // No key decides while one types.
  await page.keyboard.press('c');
  await expect(page.locator('#answer')).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.type(' ra');
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas. ra');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Backspace');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('status')).toContainText('Correction saved');

  const { reviews } = await history(id);
  expect(reviews[0].answer).toBe('Violations: Adidas.');
  const [region] = reviews[0].regions;
  expect(region.label).toBe('Puma');
  // 480 × 360 pixels: ten steps of four to the left, five of four downwards.
  expect(region.xyxy[0]).toBeCloseTo(0.35 - 40 / 480, 3);
  expect(region.xyxy[2]).toBeCloseTo(0.65 - 40 / 480, 3);
  expect(region.xyxy[3]).toBeCloseTo(0.65 + 20 / 360, 3);
});

test('a blind item shows no proposal and is labelled', async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await expect(page.getByText('Blind label')).toBeVisible();
  await expect(page.locator('#answer')).toHaveValue('');
  await page.keyboard.press('a');
  await expect(page.getByRole('status')).toContainText('Write the answer first');
  // Done, it is said no longer.
  await page.keyboard.press('0');
  await expect(page.getByRole('status')).toHaveText('');
  await page.keyboard.press('a');
  await expect(page.getByRole('status')).toContainText('Label saved');
  expect((await history(id)).reviews[0]).toMatchObject({ verdict: 'label', answer: 'No violations.' });
});

test('a decision can be taken back', async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.locator('#note').fill('seen on the sole');
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await page.keyboard.press('a');
  await expect(page.getByRole('status')).toContainText('Label saved');
  await page.keyboard.press('u');
  await expect(page.getByRole('status')).toContainText('Taken back');
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');
  await expect(page.locator('#note')).toHaveValue('seen on the sole');
  expect((await history(id)).item.state).toBe('queued');
  await looked(page);
  await page.keyboard.press('a');
  await expect(page.getByRole('status')).toContainText('Label saved');
  expect((await history(id)).item.state).toBe('decided');
});

test('whoever signs out on the desk itself gives the item back', async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  const lead = await asLead();
  const list = await lead.get<{ rows: { claimed_by: string | null }[] }>(`${BASE}/items?q=${id}`);
  expect(list.rows[0].claimed_by).toBeNull();
});

test('what was decided just before signing out arrives', async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.route('**/reviews', async (route) => {
    await new Promise((done) => setTimeout(done, 400));
    // Gone with the page, where that did not wait.
    await route.continue().catch(() => {});
  });
  await page.keyboard.press('r');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await expect.poll(async () => (await history(id)).reviews.map((r) => r.verdict)).toEqual(['reject']);
});

test('a lead who opens a decided item again goes on from the decision', async ({ page }) => {
  const id = await newItem('train');
  await modelSays(id, 'Violations: Nike.');
  const rival = await newReviewer();
  const reviewer = await as(rival);
  const desk = await reviewer.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: id });
  await reviewer.post(`${BASE}/items/${id}/reviews`, {
    fence: desk.claim.fence,
    verdict: 'correct',
    answer: 'Violations: Puma.',
    regions: [{ label: 'Puma', kind: 'box', xyxy: [0.1, 0.2, 0.5, 0.6], source: 'person' }],
  });

  await signIn(page, LEAD);
  await openDesk(page, id);
  await expect(page.locator('#answer')).toHaveValue('Violations: Puma.');
  await expect(page.getByText('Decided before: corrected by')).toContainText(rival.shown);
  await expect(page.locator('.region-row')).toHaveCount(1);
  // What the model said stands beside it still, and what of it differs.
  await expect(page.locator('.words ins')).toContainText('Puma');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(page.getByRole('status')).toContainText('Correction saved');
  const { reviews, triplets } = await history(id);
  expect(reviews.map((r) => r.reviewer)).toEqual([rival.shown, LEAD.shown]);
  expect(triplets.filter((t) => !t.superseded_by).map((t) => t.response)).toEqual(['Violations: Puma.']);
});

test('a page that is older than its program says so', async ({ page }) => {
  await signIn(page, await newReviewer());
  await page.route('**/desk', async (route) => {
    const sent = await route.fetch();
    const older = (await sent.text()).replace(/ data-start="[^"]*"/, ' data-start="{}"');
    await route.fulfill({ response: sent, body: older });
  });
  await page.goto(`${address()}/p/${PROJECT.slug}/desk`);
  await expect(page.getByRole('alert')).toHaveText('This page is older than the program that belongs to it. Reload it.');
  await page.unroute('**/desk');
  await page.reload();
  await expect(page.locator('.desk')).toBeVisible();
});

test('an item that is decided is not asked for again when the page is loaded anew', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 2);
  await signIn(page, person);
  await page.goto(`${address()}/p/${PROJECT.slug}/desk/${ids[0]}?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  expect(page.url()).toContain(ids[0]);
  await page.keyboard.press('r');
  await expect(page.getByRole('status')).toContainText('Rejected');
  await expect(page).toHaveURL(`${address()}/p/${PROJECT.slug}/desk?view=${view}`);
  const second = await shown(page);
  await page.reload();
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  expect(await shown(page)).toBe(second);

  // Nor where no other comes after it.
  await page.goto(`${address()}/p/${PROJECT.slug}/desk/${ids[1]}?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'Nothing is left in this view' })).toBeVisible();
  await expect(page).toHaveURL(`${address()}/p/${PROJECT.slug}/desk?view=${view}`);
});
