// Every page opens for a lead, says nothing in the console, and has no accessibility fault that axe can see.
import { expect } from '@playwright/test';
import { faults } from '../support/axe';
import { asLead, newItem, newReviewer, signIn } from '../support/desk';
import { open, places } from '../support/pages';
import { test } from '../support/test';
import { address, LEAD, PROJECT } from '../support/world';

for (const [colorScheme, width, height] of [['light', 1440, 900], ['dark', 1280, 720]] as const) {
  test(`axe finds nothing on any page, ${colorScheme}, ${width}×${height}`, async ({ browser }) => {
    // A dozen pages, each searched whole.
    test.setTimeout(300_000);
    const all = await places();
    const page = await (await browser.newContext({ colorScheme, viewport: { width, height } })).newPage();
    const said: string[] = [];
    page.on('console', (m) => m.type() === 'error' && said.push(`${page.url()}: ${m.text()}`));
    page.on('pageerror', (error) => said.push(`${page.url()}: ${error}`));

    await page.goto(`${address()}/sign-in`);
    const found = await faults(page);
    await signIn(page, LEAD);
    for (const { path } of all) {
      await open(page, path);
      found.push(...(await faults(page)));
    }
    expect(found).toEqual([]);
    expect(said).toEqual([]);
  });
}

test('no page is wider than a phone', async ({ browser }) => {
  test.setTimeout(240_000);
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await signIn(page, LEAD);
  for (const { path } of await places()) {
    await open(page, path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});

test('words without a space make no page wider', async ({ browser }) => {
  test.setTimeout(120_000);
  const slug = `wide-${Date.now()}`;
  const lead = await asLead();
  await lead.post('/api/v1/projects', {
    ...PROJECT,
    slug,
    name: 'N'.repeat(200),
    instruction: 'i'.repeat(4000),
    policy_text: 'p'.repeat(20_000),
    labels: ['l'.repeat(100), 'Nike'],
  });
  for (const width of [1280, 390]) {
    const page = await (await browser.newContext({ viewport: { width, height: 800 } })).newPage();
    await signIn(page, LEAD);
    const own = ['', '/items', '/queues', '/care', '/agreement', '/figures', '/members', '/export', '/desk'];
    for (const path of ['/', ...own.map((rest) => `/p/${slug}${rest}`)]) {
      await open(page, path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(over, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
    await page.context().close();
  }
});

test('no table is cut at its side on a phone or on a laptop at 200 %', async ({ browser }) => {
  test.setTimeout(240_000);
  const page = await (await browser.newContext()).newPage();
  await signIn(page, LEAD);
  const cut: string[] = [];
  let tables = 0;
  for (const { path } of await places()) {
    await open(page, path);
    await page.evaluate(() => document.querySelectorAll('details').forEach((fold) => (fold.open = true)));
    for (const [width, height] of [[320, 568], [390, 844], [720, 450], [960, 600]]) {
      await page.setViewportSize({ width, height });
      const { all, found } = await page.evaluate(() => {
        const all = [...document.querySelectorAll('.table-wrap:has(> :is(.records, .stacks))')];
        const found = all.filter((wrap) => wrap.scrollWidth > wrap.clientWidth).map((wrap) => wrap.getAttribute('aria-label'));
        return { all: all.length, found };
      });
      tables += all;
      cut.push(...found.map((name) => `${path} at ${width}: ${name}`));
    }
  }
  expect(cut).toEqual([]);
  expect(tables).toBeGreaterThan(0);
});

test('signing in works without scripts, and wrong words are refused', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${address()}/p/${PROJECT.slug}/items`);
  await expect(page).toHaveURL(/sign-in\?next=/);
  await page.getByLabel('Name').fill(LEAD.name);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('do not match');
  await page.getByLabel('Name').fill(LEAD.name);
  await page.getByLabel('Password').fill(LEAD.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(new RegExp(`/p/${PROJECT.slug}/items`));
  await expect(page.getByRole('heading', { name: 'Items' })).toBeVisible();
  const id = await newItem('held_out');
  for (const [path, title] of [
    ['/items?mark=flagged', 'Items'],
    [`/items/${id}`, 'Item'],
    ['/queues', 'Queues'],
    ['/queue', 'What waits: Everything'],
    ['/batch', 'Batch review'],
    ['/decisions?standing=stands', 'Your decisions'],
    ['/audit', 'Audit'],
  ]) {
    await page.goto(`${address()}/p/${PROJECT.slug}${path}`);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }
});

test('a stranger to the project finds nothing there', async ({ page }) => {
  const slug = `closed-${Date.now()}`;
  await (await asLead()).post('/api/v1/projects', { ...PROJECT, slug, name: 'Behind closed doors' });
  await signIn(page, await newReviewer());
  // As little as where there is none.
  for (const path of [slug, `${slug}/items`, `${slug}/desk`, 'no-such-project']) {
    const response = await page.goto(`${address()}/p/${path}`);
    expect(response?.status(), path).toBe(404);
    await expect(page.locator('body')).not.toContainText('Behind closed doors');
  }
});
