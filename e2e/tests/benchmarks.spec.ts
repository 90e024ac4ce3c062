// A version measured on a benchmark from the page, its answers read, the gate held to it; and bills side by side.
import { expect } from '@playwright/test';
import { Api } from '../support/api';
import { signIn } from '../support/desk';
import { bill } from '../support/evaluations';
import { test } from '../support/test';
import { address, LEAD, PROJECT } from '../support/world';

test('a lead has a version measured and reads every answer', async ({ page }) => {
  const slug = `benchmarks-${Date.now()}`;
  const api = await Api.signIn(address(), LEAD);
  await api.post('/api/v1/projects', { ...PROJECT, slug, name: 'Benchmarks' });
  // The worker's sweep registers the base once a minute.
  await expect
    .poll(async () => (await api.get<unknown[]>(`/api/v1/projects/${slug}/model-versions`)).length, { timeout: 120_000 })
    .toBe(1);
  await signIn(page, LEAD, `/p/${slug}/benchmarks`);
  await expect(page.getByRole('heading', { name: 'Nothing has been measured yet' })).toBeVisible();
  await page.getByLabel('Benchmark').selectOption('ScienceQA');
  await page.getByRole('button', { name: 'Measure' }).click();
  await expect(page.getByRole('heading', { name: 'base on ScienceQA' })).toBeVisible();
  // The page follows by itself.
  await expect(page.getByRole('heading', { name: 'Result' })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText('Which of these melts?')).toBeVisible();
  await expect(page.getByText('B. that one')).toHaveCount(6);
  await expect(page.getByText(`--project ${slug} --evaluation`)).toBeVisible();

  // Every answer fails or is wrong or right; a filter shows those alone.
  const outcomes = page.getByRole('navigation', { name: 'Outcome' });
  const one = outcomes.getByRole('link').nth(1);
  const [, outcome, n] = (await one.textContent())!.match(/^(.*\S)\s+(\d+)\s*$/)!;
  await one.click();
  await expect(page).toHaveURL(/outcome=/);
  await expect(page.locator('.answered')).toHaveCount(Number(n));
  await expect(page.locator('.answered', { has: page.locator('.badge', { hasText: outcome }) })).toHaveCount(Number(n));

  await page.goto(`${address()}/p/${slug}/benchmarks`);
  await expect(page.getByRole('img', { name: /^ScienceQA: base/ })).toBeVisible();
  // A benchmark that the worker has not is failed with a sentence.
  await page.getByText('Measure a version').click();
  await page.getByLabel('Benchmark').selectOption('LLaVA-Bench (COCO)');
  await page.getByRole('button', { name: 'Measure' }).click();
  await expect(page.getByText('this worker has no LLaVA-Bench (COCO)', { exact: false })).toBeVisible({ timeout: 120_000 });

  await page.goto(`${address()}/p/${slug}`);
  await page.getByText('Change the rules of learning').click();
  await page.getByLabel('ScienceQA').fill('1.5');
  await page.getByRole('button', { name: 'Save the rules' }).click();
  await expect(page.getByText('The gate is held to ScienceQA (a fall of up to 1.5 points).')).toBeVisible();
  const { settings } = await api.get<{ settings: any }>(`/api/v1/projects/${slug}`);
  expect(settings.gate.benchmarks).toEqual({ scienceqa: 1.5 });
});

test('bills of the same rows stand side by side', async ({ page }) => {
  const slug = `bills-${Date.now()}`;
  const api = await Api.signIn(address(), LEAD);
  await api.post('/api/v1/projects', { ...PROJECT, slug, name: 'Bills' });
  await signIn(page, LEAD, `/p/${slug}/bills`);
  for (const modality of ['image', 'text'] as const) {
    const add = page.getByText('Add a bill');
    if (modality === 'text') await add.click();
    await page.getByLabel(/bill.json/).fill(JSON.stringify(bill(modality)));
    await page.getByRole('button', { name: 'Add' }).click();
    await expect(page.getByRole('cell', { name: modality, exact: true })).toBeVisible();
  }
  const table = page.getByRole('table');
  await expect(table).toHaveCount(1);
  // Fewest visual tokens first, ratios to it.
  await expect(page.getByRole('row', { name: /^training, s/ })).toContainText('52.3 (3.56)');
  await expect(page.getByRole('row', { name: /ms more a visual token/ })).toContainText('9.641');
  page.on('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Remove the bill of text with 0 visual tokens' }).click();
  await expect(page.getByRole('cell', { name: 'text', exact: true })).toHaveCount(0);
});
