// What happens elsewhere shows without a reload; what a page sends says what became of it.
import { BrowserContext, expect, Page } from '@playwright/test';
import { png } from '../support/png';
import { asLead, newItem, newReviewer, openDesk, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, LEAD, PROJECT } from '../support/world';

async function figure(page: Page, stage: string): Promise<number> {
  const title = page.locator('.loop-title', { hasText: new RegExp(`^${stage}$`) });
  const text = await page.locator('.loop-stage', { has: title }).locator('.loop-figure').innerText();
  return Number(text.replace(/\D/g, ''));
}

// Pages of a test are all in front: from now on they may be told that they are not.
async function mayHide(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    let hidden = false;
    Object.defineProperties(document, {
      hidden: { get: () => hidden },
      visibilityState: { get: () => (hidden ? 'hidden' : 'visible') },
    });
    Object.assign(window, {
      hide: (now: boolean) => {
        hidden = now;
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      },
    });
  });
}

async function hide(page: Page, now: boolean): Promise<void> {
  await page.evaluate((now) => (window as unknown as { hide(now: boolean): void }).hide(now), now);
}

test('the overview counts what another person decides', async ({ browser, page }) => {
  const id = await newItem('held_out');
  await signIn(page, LEAD, `/p/${PROJECT.slug}`);
  await expect(page.locator('.loop-stage')).toHaveCount(7);
  const before = await figure(page, 'Reviewed');
  await page.evaluate(() => document.body.setAttribute('data-same-page', ''));

  const desk = await (await browser.newContext()).newPage();
  await signIn(desk, await newReviewer());
  await openDesk(desk, id);
  await desk.keyboard.press('0');
  await desk.keyboard.press('a');
  await expect(desk.getByRole('status')).toContainText('Label saved');

  await expect.poll(() => figure(page, 'Reviewed')).toBe(before + 1);
  await expect(page.locator('body[data-same-page]')).toBeAttached();
});

test('files sent from the overview are taken in or refused with a sentence, each by itself', async ({ page }) => {
  await signIn(page, LEAD, `/p/${PROJECT.slug}`);
  const before = await figure(page, 'Items');
  const good = png(Date.now());
  await page.getByLabel('Add images').setInputFiles([
    { name: 'good.png', mimeType: 'image/png', buffer: good },
    { name: 'words.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') },
    { name: 'torn.png', mimeType: 'image/png', buffer: png(Date.now() + 1).subarray(0, 900) },
    { name: 'again.png', mimeType: 'image/png', buffer: good },
  ]);
  const said = (name: string) => page.locator('.upload-report li', { hasText: name });
  await expect(said('good.png')).toContainText('added');
  await expect(said('words.png')).toContainText('Not an image');
  await expect(said('torn.png')).toContainText('ends before the image does');
  await expect(said('again.png')).toContainText('already there');
  await expect.poll(() => figure(page, 'Items')).toBe(before + 1);
  await page.getByRole('link', { name: 'Show them in the list' }).click();
  await expect(page).toHaveURL(new RegExp(`/p/${PROJECT.slug}/items$`));
  await expect(page.getByRole('heading', { level: 1, name: 'Items' })).toBeVisible();
});

test('a changed password ends the other sessions', async ({ browser, page }) => {
  const person = await newReviewer();
  await signIn(page, person);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, person);

  await page.goto(`${address()}/account`);
  await page.getByLabel('The password now').fill('not the password');
  await page.getByLabel('The new one').fill('another long password');
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByRole('alert')).toContainText(/password/i);
  await page.getByLabel('The password now').fill(person.password);
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByLabel('The password now')).toHaveValue('');

  await other.goto(`${address()}/p/${PROJECT.slug}`);
  await expect(other).toHaveURL(/sign-in/);
  await page.goto(`${address()}/p/${PROJECT.slug}`);
  await expect(page).not.toHaveURL(/sign-in/);
});

test('a member who has no account is named as missing', async ({ page }) => {
  await signIn(page, LEAD, `/p/${PROJECT.slug}/members`);
  const card = page.locator('section', { has: page.getByRole('heading', { name: 'Add a member' }) });
  await card.getByLabel('Name they sign in with').fill('nobody');
  await card.getByRole('button', { name: 'Add' }).click();
  await expect(card.getByRole('alert')).toContainText('nobody');
});

test('whoever adds a member changes no role', async ({ page }) => {
  const person = await newReviewer();
  await signIn(page, LEAD, `/p/${PROJECT.slug}/members`);
  const card = page.locator('section', { has: page.getByRole('heading', { name: 'Add a member' }) });
  await card.getByLabel('Name they sign in with').fill(person.name);
  await card.getByLabel('Role').selectOption('engineer');
  await card.getByRole('button', { name: 'Add' }).click();
  await expect(card.getByRole('alert')).toContainText('is a member already');
  await page.reload();
  await expect(page.locator('tr', { hasText: person.name }).getByRole('cell', { name: 'reviewer', exact: true })).toBeVisible();
});

test('the first images take the first step away', async ({ page }) => {
  const slug = `first-${Date.now()}`;
  await (await asLead()).post('/api/v1/projects', { ...PROJECT, slug, name: 'First' });
  await signIn(page, LEAD, `/p/${slug}`);
  await expect(page.getByText('Add the first images.')).toBeVisible();
  await page.getByLabel('Add images').setInputFiles([
    { name: 'good.png', mimeType: 'image/png', buffer: png(Date.now()) },
    { name: 'words.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') },
  ]);
  await expect(page.locator('.upload [role=status]')).toHaveText('1 added, 1 refused');
  await expect(page.locator('.upload-report li').first()).toContainText('words.png');
  await expect(page.getByText('Add the first images.')).toHaveCount(0);
});

test('pages that nobody looks at leave room for a seventh', async ({ context, page }) => {
  await mayHide(context);
  await signIn(page, LEAD, '/account');
  // A browser holds six connections to a host, and each page in front keeps one.
  for (let n = 1; n <= 7; n++) {
    const next = await context.newPage();
    const watching = next.waitForResponse((r) => r.url().endsWith('/events'), { timeout: 30_000 });
    await next.goto(`${address()}/p/${PROJECT.slug}`, { timeout: 30_000 });
    await watching;
    await expect(next.locator('.loop-stage')).toHaveCount(7);
    await hide(next, true);
  }
});

test('a page asks for nothing while nobody looks, and catches up once somebody does', async ({ context, page }) => {
  await mayHide(context);
  await signIn(page, LEAD, `/p/${PROJECT.slug}`);
  await expect(page.locator('.loop-stage')).toHaveCount(7);
  const before = await figure(page, 'Items');
  await hide(page, true);
  // What it had begun to ask for comes to an end.
  let last = Date.now();
  const asked: string[] = [];
  page.on('request', (request) => {
    asked.push(request.url());
    last = Date.now();
  });
  await expect.poll(() => Date.now() - last).toBeGreaterThan(2_000);
  asked.length = 0;
  await newItem('held_out');
  await page.waitForTimeout(3_000);
  expect(asked).toEqual([]);
  expect(await figure(page, 'Items')).toBe(before);

  await hide(page, false);
  await expect.poll(() => figure(page, 'Items')).toBe(before + 1);
  expect(asked.filter((url) => url.endsWith('/events'))).toHaveLength(1);
});
