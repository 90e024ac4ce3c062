// What a lead may change of a project, from its overview.
import { expect } from '@playwright/test';
import { Api } from '../support/api';
import { signIn } from '../support/desk';
import { test } from '../support/test';
import { address, LEAD, PROJECT } from '../support/world';

test('a lead changes policy, labels and the rules of learning; what is not touched stays', async ({ page }) => {
  const slug = `rules-${Date.now()}`;
  const api = await Api.signIn(address(), LEAD);
  await api.post('/api/v1/projects', { ...PROJECT, slug, name: 'Rules' });
  const settings = async () =>
    (await api.get<{ settings: Record<string, any> }>(`/api/v1/projects/${slug}`)).settings;
  await api.put(`/api/v1/projects/${slug}/settings`, {
    ...(await settings()),
    retrain_after: 40,
    training: { train: { epochs: 3 } },
  });
  const before = await settings();

  await signIn(page, LEAD, `/p/${slug}`);
  await page.getByText('Change the rules of learning').click();
  const save = page.getByRole('button', { name: 'Save the rules' });
  await page.getByLabel('Train after so many new triplets').fill('');
  await page.getByLabel('Train by the schedule').fill('whenever');
  await save.click();
  await expect(page.getByRole('alert').filter({ hasText: 'cron' })).toBeVisible();
  await page.getByLabel('Train by the schedule').fill('0 3 * * *');
  const training = page.getByLabel(/^Settings of the training itself/);
  const settled = await training.inputValue();
  await training.fill('{"epochs": -1}');
  await save.click();
  await expect(page.getByRole('alert').filter({ hasText: 'train.epochs' })).toBeVisible();
  await training.fill(settled);
  await page.getByLabel('The gate judges by').selectOption('answer_chrf');
  await expect(page.getByLabel('Decision accuracy, %')).toHaveValue('2');
  await page.getByLabel('Region F1, %').fill('12.5');
  await save.click();
  await expect(page.getByText('by the schedule “0 3 * * *”')).toBeVisible();
  expect(await settings()).toEqual({
    ...before,
    retrain_after: null,
    retrain_cron: '0 3 * * *',
    gate: { ...before.gate, metric: 'answer_chrf', region_f1_tolerance: 0.125 },
  });

  await page.getByText('Change the labels').click();
  await page.getByLabel(/One a line/).fill('Adidas\nNike\nPuma\nShell');
  await page.getByRole('button', { name: 'Save the labels' }).click();
  await expect(page.locator('.tags li')).toHaveText(['Adidas', 'Nike', 'Puma', 'Shell']);

  // What would break the answers is refused; what is in use goes only once it was said.
  await page.getByText('Change the labels').click();
  await page.getByLabel(/One a line/).fill('Adidas, Nike');
  await page.getByRole('button', { name: 'Save the labels' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'comma' })).toBeVisible();
  await page.getByLabel(/One a line/).fill(' \n ');
  await page.getByRole('button', { name: 'Save the labels' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'at least one line' })).toBeVisible();
  await api.put(`/api/v1/projects/${slug}/settings`, {
    ...(await settings()),
    queue: { ...(await settings()).queue, severities: { Puma: 0.5 } },
  });
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void (asked.length === 1 ? dialog.dismiss() : dialog.accept());
  });
  await page.getByLabel(/One a line/).fill('Adidas\nNike\nShell');
  await page.getByRole('button', { name: 'Save the labels' }).click();
  await expect.poll(() => asked).toHaveLength(1);
  expect(asked[0]).toContain('“Puma” (a severity)');
  await expect(page.locator('.tags li').first()).toHaveText('Adidas');
  expect((await api.get<{ labels: string[] }>(`/api/v1/projects/${slug}`)).labels).toContain('Puma');
  await page.getByRole('button', { name: 'Save the labels' }).click();
  const labels = async () => (await api.get<{ labels: string[] }>(`/api/v1/projects/${slug}`)).labels;
  await expect.poll(labels).toEqual(['Adidas', 'Nike', 'Shell']);
  await expect(page.locator('.tags li')).toHaveText(['Adidas', 'Nike', 'Shell']);
  expect((await settings()).queue.severities).toEqual({});

  await page.getByText('Change name and instruction').click();
  await page.getByLabel('Name', { exact: true }).fill('Rules, anew');
  await page.getByRole('button', { name: 'Save name and instruction' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Rules, anew' })).toBeVisible();

  await page.getByText('Change the policy').click();
  await page.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing was changed.' })).toBeVisible();
  await expect(page.getByText('version 1')).toBeVisible();
  await page.getByLabel(/The new text/).fill('Flag Shell.');
  await page.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(page.getByText('version 2')).toBeVisible();
});

test('a page from before puts nothing back that another lead has set', async ({ page, context }) => {
  const slug = `stale-${Date.now()}`;
  const api = await Api.signIn(address(), LEAD);
  await api.post('/api/v1/projects', { ...PROJECT, slug, name: 'Stale' });
  const settings = async () =>
    (await api.get<{ settings: Record<string, any> }>(`/api/v1/projects/${slug}`)).settings;
  // Two tabs, both drawn while nothing is veiled.
  await signIn(page, LEAD, `/p/${slug}`);
  const other = await context.newPage();
  await other.goto(`${address()}/p/${slug}/care`);
  await api.put(`/api/v1/projects/${slug}/settings`, {
    ...(await settings()),
    care: { ...(await settings()).care, veil: true },
  });

  await page.getByText('Change order, phrases and mode').click();
  await page.getByLabel(/^Phrases/).fill('As seen.');
  await page.getByRole('button', { name: 'Save the queue’s rules' }).click();
  await expect.poll(async () => (await settings()).phrases).toEqual(['As seen.']);
  expect((await settings()).care.veil).toBe(true);

  await other.getByText('Change the rule', { exact: true }).click();
  await other.getByLabel('Minutes that a revealed image stays clear').fill('30');
  await other.getByRole('button', { name: 'Save the rule' }).click();
  await expect(other.getByRole('alert').filter({ hasText: 'load it anew' })).toBeVisible();
  expect((await settings()).care).toMatchObject({ veil: true, reveal_minutes: 10 });
  await page.goto(`${address()}/p/${slug}/audit`);
  await expect(page.locator('tbody')).toContainText('care.veil: false → true');
});
