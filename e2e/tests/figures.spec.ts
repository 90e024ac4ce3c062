// Seeing: figures with their numbers, two versions item by item, the audit trail narrowed by its address.
import { expect } from '@playwright/test';
import { as, newItem, newReviewer, signIn } from '../support/desk';
import { decidedRun, PROSE } from '../support/runs';
import { test } from '../support/test';
import { address, LEAD, PROJECT } from '../support/world';

const api = `/api/v1/projects/${PROJECT.slug}`;
const home = () => `${address()}/p/${PROJECT.slug}`;

test('figures are drawn by the server and have their numbers beside them', async ({ browser }) => {
  await decidedRun();
  await newItem('held_out');
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${home()}/figures?days=7`);
  await page.getByLabel('Name').fill(LEAD.name);
  await page.getByLabel('Password').fill(LEAD.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.goto(`${home()}/figures?days=7`);
  for (const title of ['Queue by age', 'Throughput', 'Loss of training runs']) {
    const card = page.locator('.figure-card', { has: page.getByRole('heading', { name: title }) });
    await expect(card.getByRole('img')).toHaveAttribute('aria-label', /.+/);
    await card.getByText('Numbers').click();
    expect(await card.locator('tbody tr').count()).toBeGreaterThan(0);
  }
  await expect(page.locator('#throughput tbody tr')).toHaveCount(7);
  await expect(page.locator('#beside tbody tr')).toHaveText([/escalated/, /second review/, /to be settled/]);
  await page.getByRole('navigation', { name: 'Days' }).getByRole('link', { name: '90 days' }).click();
  await expect(page).toHaveURL(/days=90/);
  await expect(page.locator('#throughput tbody tr')).toHaveCount(90);
});

test('the loss chart has words to read on a phone, fills its card and marks the last step', async ({ browser }) => {
  const run = await decidedRun();
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await signIn(page, LEAD, `/p/${PROJECT.slug}/runs/${run}`);
  const chart = page.getByRole('img', { name: /^Loss of step 30: / });
  await expect(chart).toBeVisible();
  const words = chart.locator('.chart-text');
  await expect(words.last()).toHaveText('30');
  const sizes = async () =>
    words.evaluateAll((all) =>
      all.map((t) => (t as SVGTextElement).getScreenCTM()!.d * parseFloat(getComputedStyle(t).fontSize)),
    );
  expect(Math.min(...(await sizes()))).toBeGreaterThanOrEqual(11);
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(Math.max(...(await sizes()))).toBeLessThanOrEqual(14);
  const share = await chart.evaluate((c) => c.getBoundingClientRect().width / c.closest('.card')!.clientWidth);
  expect(share).toBeGreaterThan(0.85);
});

test('a run says in plain words why it began and how it ended, once', async ({ page }) => {
  const run = await decidedRun();
  await signIn(page, LEAD, `/p/${PROJECT.slug}/runs/${run}`);
  await expect(page.getByText(`Started by ${LEAD.shown}.`)).toBeVisible();
  await expect(page.getByText(/too few to judge by/)).toHaveCount(1);
  await expect(page.locator('.badge', { hasText: 'not promoted' })).toBeVisible();
  await page.getByRole('link', { name: 'Training runs' }).first().click();
  const row = page.locator('tr', { has: page.locator(`a[href$="${run}"]`) });
  await expect(row).toContainText('not promoted');
  await expect(row).toContainText('to train on');
});

test('two versions are compared item by item, by an address that can be sent', async ({ page }) => {
  const run = await decidedRun();
  await signIn(page, LEAD, `/p/${PROJECT.slug}/runs/${run}`);
  await page.getByRole('link', { name: 'item by item, where they differ' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Item by item: ./ })).toBeVisible();
  const kinds = page.getByRole('navigation', { name: 'Which items' });
  await expect(kinds.locator('[aria-current]')).toContainText('Where they differ');
  await kinds.getByRole('link', { name: /^All/ }).click();
  await expect(page).toHaveURL(/show=all/);
  await expect(page.locator('.pairs tbody tr').first()).toBeVisible();
  await page.locator('select[name=label]').selectOption('Nike');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/show=all/);
  await expect(page).toHaveURL(/label=Nike/);
  await expect(page.locator('#confusion tbody tr')).toHaveCount(PROJECT.labels.length);
  const beside = new URL(page.url()).searchParams.get('with');
  expect(beside).toBeTruthy();
  await page.getByRole('link', { name: /^Worst errors of/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Worst errors of/ })).toBeVisible();
  await expect(page).toHaveURL(/label=Nike/);
  const labels = page.getByRole('navigation', { name: 'Label' });
  await expect(labels.locator('[aria-current]')).toHaveText('Nike');
  await labels.getByRole('link', { name: 'Puma' }).click();
  await expect(page).toHaveURL(/label=Puma/);
  await page.getByRole('link', { name: 'Item by item' }).click();
  await expect(page).toHaveURL(new RegExp(`with=${beside}&label=Puma`));
});

test('answers in free words are shown by their chrF, and found by a label that they mention', async ({ page }) => {
  const run = await decidedRun();
  await signIn(page, LEAD, `/p/${PROJECT.slug}/runs/${run}`);
  await page.getByRole('link', { name: 'item by item, where they differ' }).click();
  await expect(page.locator('.lead')).toContainText('The gate judges by decision accuracy: ');
  await page.locator('select[name=label]').selectOption('Puma');
  await page.getByRole('button', { name: 'Filter' }).click();
  const kinds = page.getByRole('navigation', { name: 'Which items' });
  await kinds.getByRole('link', { name: /^All/ }).click();
  await expect(kinds.getByRole('link', { name: /^Better now/ })).toBeVisible();
  const row = page.locator('.pairs tbody tr', { hasText: PROSE }).first();
  await expect(row.locator('.badge')).toHaveText([/^chrF \d/, /^chrF \d/]);
  // Nothing that the tests' base says comes near it.
  await page.getByRole('link', { name: /^Worst errors of/ }).click();
  await expect(page.locator('.lead')).toContainText('answers in free words below 40 of chrF, the lowest first');
  const tile = page.locator('.gallery-tile', { hasText: PROSE }).first();
  await expect(tile.locator('.badge')).toHaveText(/^chrF \d/);
});

test('the audit trail is narrowed by who, what and item', async ({ page }) => {
  const rob = await newReviewer();
  const id = await newItem('held_out');
  const own = await as(rob);
  const desk = await own.post<{ claim: { fence: number } }>(`${api}/claims`, { item_id: id });
  const review = { fence: desk.claim.fence, verdict: 'label', answer: 'No violations.', regions: [] };
  await own.post(`${api}/items/${id}/reviews`, review);
  await signIn(page, LEAD, `/p/${PROJECT.slug}/audit`);
  await page.getByLabel('Who').selectOption(rob.shown);
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/who=/);
  const rows = page.locator('.audit tbody tr');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('review.submit');
  await page.goto(`${home()}/audit?item=${id}`);
  await expect(rows).toHaveCount(2);
  await expect(rows.last()).toContainText('item.add');
  await page.getByLabel('Item’s id').fill(id.slice(-8));
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.first().getByRole('link').first()).toHaveAttribute('href', `/p/${PROJECT.slug}/items/${id}`);
  await page.goto(`${home()}/audit?item=nonsense`);
  await expect(page.locator('.notice')).toContainText('“nonsense” is no item’s id');
  await expect(rows).toHaveCount(0);
  await page.goto(`${home()}/audit?item=${id}&to=2000-01-01`);
  await expect(page.getByRole('heading', { name: 'Nothing of this kind' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear' }).click();
  await expect(rows.first()).toBeVisible();
});

test('on a phone every page of a project is two links away, by keyboard', async ({ browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await signIn(page, LEAD, `/p/${PROJECT.slug}`);
  const nav = page.getByRole('navigation', { name: 'Project' });
  const found = new Set<string>();
  const doors = ['Overview', 'Review', 'Data', 'Model', 'Project'];
  for (const door of doors) {
    await nav.getByRole('link', { name: door, exact: true }).first().focus();
    await page.keyboard.press('Enter');
    await expect(nav.locator('.nav-door[aria-current]')).toHaveText(door);
    // At once: the next page may be on its way.
    for (const href of await nav.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))) {
      found.add(href ?? '');
    }
  }
  const pages = ['', '/desk', '/queues', '/care', '/items', '/curated', '/synthesis', '/export', '/runs', '/models', '/benchmarks',
    '/figures', '/members', '/audit'];
  for (const path of pages) expect(found).toContain(`/p/${PROJECT.slug}${path}`);
});
