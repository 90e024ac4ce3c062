// Two reviewers and a lead on one item: a second review that is blind, and what differs settled.
import AxeBuilder from '@axe-core/playwright';
import { expect, Page } from '@playwright/test';
import type { Api } from '../support/api';
import { as, asLead, history, newItem, newReviewer, signIn } from '../support/desk';
import { modelSays } from '../support/database';
import { over } from '../support/pages';
import { test } from '../support/test';
import { address, BASE, LEAD, PROJECT } from '../support/world';

async function whole(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
}

test('a second reviewer sees nothing of the first, and a lead settles what differs', async ({ browser }) => {
  const lead = await asLead();
  const { settings } = await lead.get<{ settings: object }>(BASE);
  const second = { labels: ['Puma'], verdicts: [], severity: null, percent: 0 };
  await lead.put(`${BASE}/settings`, { ...settings, second });
  try {
    const id = await newItem('train');
    await modelSays(id, 'Violations: Puma.');
    const [one, two] = [await newReviewer(), await newReviewer()];
    const pages: Page[] = [];
    for (const person of [one, two]) {
      const page = await (await browser.newContext()).newPage();
      await signIn(page, person, `/p/${PROJECT.slug}/items/${id}`);
      pages.push(page);
    }
    const [first, other] = pages;
    await first.getByRole('link', { name: 'Decide it' }).click();
    await expect(first.getByRole('group', { name: 'Verdict' })).toBeVisible();
    await first.locator('#note').fill('the cat on the tongue');
    await first.locator('#note').blur();
    await first.keyboard.press('a');
    await expect.poll(async () => (await history(id)).item.state).toBe('second_review');
    // Not the first reviewer again.
    await first.goto(`${address()}/p/${PROJECT.slug}/desk/${id}`);
    await expect(first.getByText('waits for a second review by somebody else').last()).toBeVisible();

    await other.reload();
    await expect(other.getByText('It was reviewed once.')).toBeVisible();
    await expect(other.getByText('what the first reviewer says is shown to nobody else')).toBeVisible();
    await expect(other.locator('main')).not.toContainText(one.shown);
    await whole(other);
    await other.getByRole('link', { name: 'Decide it' }).click();
    await expect(other.getByRole('group', { name: 'Verdict' })).toBeVisible();
    await expect(other.locator('body')).not.toContainText('the cat on the tongue');
    await expect(other.locator('body')).not.toContainText(one.shown);
    await other.locator('#answer').fill('No violations.');
    await other.locator('#answer').blur();
    await other.keyboard.press('a');
    await expect.poll(async () => (await history(id)).item.state).toBe('adjudication');
    expect((await history(id)).triplets).toEqual([]);

    const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
    await signIn(page, LEAD, `/p/${PROJECT.slug}/queues`);
    await page.getByRole('link', { name: /to settle$/ }).click();
    const card = page.locator('section').filter({ has: page.locator(`a[href$="${id}"]`) });
    await expect(card).toContainText(one.shown);
    await expect(card).toContainText(two.shown);
    await expect(card.locator('ins')).not.toHaveCount(0);
    await whole(page);
    expect(await over(page)).toBeLessThanOrEqual(0);
    await card.getByRole('link', { name: /^Settle it/ }).click();
    await expect(page.getByRole('heading', { name: 'Two reviews differ; yours settles it' })).toBeVisible();
    // From there it goes on to the next one to settle, and not to the queue.
    await expect(page.locator('.desk')).toContainText('To settle');
    await whole(page);
    await page.getByRole('button', { name: 'Begin from the second review' }).click();
    await expect(page.locator('#answer')).toHaveValue('No violations.');
    await page.getByRole('group', { name: 'Verdict' }).getByRole('button').first().click();
    await expect.poll(async () => (await history(id)).item.state).toBe('decided');
    const done = await history(id);
    expect(done.reviews).toHaveLength(3);
    expect(done.triplets).toHaveLength(1);
    expect(done.triplets[0].response).toBe('No violations.');

    // Each sees their own figures, and that they are too few.
    await other.goto(`${address()}/p/${PROJECT.slug}/agreement`);
    await expect(other.getByRole('row').filter({ hasText: `${two.shown} and the others` })).toContainText('too few (n 1)');
    await expect(other.locator('main')).not.toContainText(one.shown);
    await whole(other);
  } finally {
    await lead.put(`${BASE}/settings`, settings);
  }
});

test('a second review that was taken back is told to the lead who settles two that say the same', async ({ page }) => {
  const lead = await asLead();
  const { settings } = await lead.get<{ settings: object }>(BASE);
  const second = { labels: ['Puma'], verdicts: [], severity: null, percent: 0 };
  await lead.put(`${BASE}/settings`, { ...settings, second });
  try {
    const id = await newItem('train');
    await modelSays(id, 'Violations: Nike.');
    const [one, two] = [await as(await newReviewer()), await as(await newReviewer())];
    const says = async (who: Api, answer: string): Promise<string> => {
      const { claim } = await who.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: id });
      const body = { fence: claim.fence, verdict: 'correct', answer, regions: [] };
      return (await who.post<{ review: { id: string } }>(`${BASE}/items/${id}/reviews`, body)).review.id;
    };
    await says(one, 'Violations: Puma.');
    const review_id = await says(two, 'No violations.');
    await two.post(`${BASE}/items/${id}/undo`, { review_id });
    await says(two, 'Violations: Puma.');
    expect((await history(id)).item.state).toBe('adjudication');
    await signIn(page, LEAD, `/p/${PROJECT.slug}/desk/${id}`);
    const settled = page.getByRole('region', { name: 'A second review was taken back before this one; yours settles it' });
    await expect(settled.getByText('The second reviewer had said this before and taken it back')).toContainText('No violations.');
    await expect(page.getByText('Two reviews differ')).toHaveCount(0);
    await whole(page);
    // Nothing is left over for others to settle.
    await page.getByRole('button', { name: 'Begin from the second review' }).click();
    await page.getByRole('group', { name: 'Verdict' }).getByRole('button').first().click();
    await expect.poll(async () => (await history(id)).item.state).toBe('decided');
  } finally {
    await lead.put(`${BASE}/settings`, settings);
  }
});

test('a lead says which decisions get a second look, and the other settings stay', async ({ page }) => {
  const lead = await asLead();
  const settings = async () => (await lead.get<{ settings: Record<string, unknown> }>(BASE)).settings;
  const before = await settings();
  await signIn(page, LEAD, `/p/${PROJECT.slug}`);
  await page.getByText('Change the second looks').click();
  await page.getByRole('checkbox', { name: 'Puma' }).check();
  await page.getByRole('checkbox', { name: 'rejected' }).check();
  await page.getByLabel('Of all others, %').fill('5');
  await page.getByRole('button', { name: 'Save the second looks' }).click();
  await expect(page.getByText('A second review is always asked for Puma, what was rejected; 5 % of the others.')).toBeVisible();
  expect(await settings()).toEqual({
    ...before,
    second: { labels: ['Puma'], severity: null, verdicts: ['reject'], percent: 5 },
    gold: { percent: 0, feedback: false },
  });
  await lead.put(`${BASE}/settings`, before);
});
