// Looking after who looks: images come veiled until somebody reveals them; by key, by click, by resting or holding.
import { expect, Page } from '@playwright/test';
import { openVeiled, reviewerOf, veiledProject } from '../support/care';
import { as, asLead, heldLater, shown, signIn, wholeDesk } from '../support/desk';
import { test } from '../support/test';
import { address, LEAD } from '../support/world';

// Are there colours in what is drawn? The tests' pictures are colourful, a veil is grey.
async function colourful(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const href = document.querySelector('.stage-image')!.getAttribute('href')!;
    const reply = await fetch(href);
    if (!reply.ok) throw new Error(`${reply.status}`);
    const bitmap = await createImageBitmap(await reply.blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    for (let i = 0; i < data.length; i += 4) {
      if (Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 30) return true;
    }
    return false;
  });
}

test('an image is veiled until it is revealed by key, and veiled again', async ({ page }) => {
  const { slug, items } = await veiledProject();
  const rob = await reviewerOf(slug);
  // Whatever else the page fetches, no address of an image gives pixels that were not revealed.
  const fetched: string[] = [];
  page.on('request', (r) => /\/(images|reveals)\//.test(r.url()) && fetched.push(r.url()));
  await signIn(page, rob);
  await openVeiled(page, slug, items[0]);
  expect(await shown(page)).toContain('/images/');
  expect(await colourful(page)).toBe(false);
  expect(fetched.every((url) => url.includes('/images/'))).toBe(true);

  await page.keyboard.press('y');
  await expect(page.getByRole('button', { name: /Veil again/ })).toHaveAttribute('aria-pressed', 'true');
  expect(await shown(page)).toContain('/reveals/');
  expect(await colourful(page)).toBe(true);
  const clear = (await shown(page))!;

  await page.keyboard.press('y');
  await expect(page.getByRole('button', { name: /Reveal/ })).toHaveAttribute('aria-pressed', 'false');
  await expect(page.locator('.said')).toHaveText('Veiled again');
  expect(await shown(page)).toContain('/images/');
  // The server has heard of it.
  await expect.poll(async () => (await page.request.get(address() + clear)).status()).toBe(409);
  // Nor does another person get it while it lasts.
  await page.keyboard.press('y');
  await expect(page.getByRole('button', { name: /Veil again/ })).toBeVisible();
  await expect(page.locator('.said')).toContainText('Clear for');
  const again = (await shown(page))!;
  const sue = await reviewerOf(slug);
  await expect((await as(sue)).get(again)).rejects.toThrow(/404/);

  // Decided, the next comes veiled, and the log has both looks, counted once.
  await page.locator('#answer').fill('No violations.');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => shown(page)).not.toBe(again);
  expect(await colourful(page)).toBe(false);
  await page.goto(`${address()}/p/${slug}/care`);
  await expect(page.locator('.facts').first()).toContainText('1.0');
  await expect(page.locator('.care-log tbody tr')).toHaveCount(2);
  await expect(page.locator('.care-log')).not.toContainText('clear now');
});

test('until the server can be asked the keys work, and who has looked away by then sees nothing', async ({ page }) => {
  const { slug, items } = await veiledProject();
  await signIn(page, await reviewerOf(slug));
  const asked: string[] = [];
  page.on('request', (r) => /\/reveal$/.test(r.url()) && asked.push(r.url()));
  // What asks is on its way, and takes its time.
  const arrive = await heldLater(page);
  await openVeiled(page, slug, items[0]);
  const eye = page.locator('.veil .eye');
  await page.keyboard.press('y');
  await expect(eye).toHaveText(/Revealing/);
  await page.keyboard.press('y');
  await expect(eye).toHaveText(/^Reveal(?!ing)/);
  await page.keyboard.press('c');
  await expect(page.locator('#answer')).toBeFocused();
  arrive();
  await wholeDesk(page);
  expect(await colourful(page)).toBe(false);
  expect(asked).toEqual([]);

  await page.locator('#answer').blur();
  await page.keyboard.press('y');
  await expect(eye).toHaveText(/Veil again/);
  expect(asked).toHaveLength(1);
});

test('a pointer that rests sees for as long as it rests; a click keeps it clear', async ({ page }) => {
  const { slug, items } = await veiledProject();
  await page.clock.install();
  await signIn(page, await reviewerOf(slug));
  await openVeiled(page, slug, items[0]);
  const eye = page.locator('.veil .eye');
  // Passing over is no look, however long ago it was.
  await eye.hover();
  await page.mouse.move(2, 2);
  await page.clock.runFor(1_000);
  await expect(eye).toHaveText(/^Reveal(?!ing)/);
  await eye.hover();
  await expect(eye).toHaveText(/Click to keep/);
  expect(await colourful(page)).toBe(true);
  await page.mouse.move(2, 2);
  await expect(eye).toHaveText(/^Reveal/);
  expect(await colourful(page)).toBe(false);
  await eye.hover();
  await expect(eye).toHaveText(/Click to keep/);
  await eye.click();
  await expect(eye).toHaveText(/Veil again/);
  await page.mouse.move(2, 2);
  await expect(eye).toHaveText(/Veil again/);
  expect(await colourful(page)).toBe(true);
});

test('on a phone a finger holds to look, and taps to keep', async ({ browser }) => {
  const { slug, items } = await veiledProject();
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await signIn(page, await reviewerOf(slug));
  await openVeiled(page, slug, items[0]);
  const eye = page.locator('.veil .eye');
  await eye.scrollIntoViewIfNeeded();
  const box = (await eye.boundingBox())!;
  const touch = await context.newCDPSession(page);
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  await expect(eye).toHaveText(/Click to keep/);
  expect(await colourful(page)).toBe(true);
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(eye).toHaveText(/^Reveal/);
  expect(await colourful(page)).toBe(false);
  await eye.tap();
  await expect(eye).toHaveText(/Veil again/);
  await eye.tap();
  await expect(eye).toHaveText(/^Reveal/);
});

test('an item’s page and the items’ list are veiled; the page can reveal', async ({ page }) => {
  const { slug, items } = await veiledProject();
  await signIn(page, await reviewerOf(slug));
  await page.goto(`${address()}/p/${slug}/items`);
  const sources = await page.locator('img.thumb').evaluateAll((all) => all.map((i) => (i as HTMLImageElement).src));
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.every((s) => s.includes('/images/'))).toBe(true);
  await page.goto(`${address()}/p/${slug}/items/${items[0]}`);
  await page.getByRole('button', { name: 'Reveal' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Veil again' })).toBeVisible();
  expect(await colourful(page)).toBe(true);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Reveal' })).toBeVisible();
  expect(await colourful(page)).toBe(false);
});

test('what two reviewers saw differently can be revealed where it is compared', async ({ page }) => {
  const { slug, items } = await veiledProject();
  const lead = await asLead();
  const base = `/api/v1/projects/${slug}`;
  const { settings } = await lead.get<{ settings: object }>(base);
  const second = { labels: [], verdicts: ['label'], severity: null, percent: 0 };
  await lead.put(`${base}/settings`, { ...settings, second });
  for (const answer of ['No violations.', 'Violations: Nike.']) {
    const api = await as(await reviewerOf(slug));
    const { claim } = await api.post<{ claim: { fence: number } }>(`${base}/claims`, { item_id: items[0] });
    await api.post(`${base}/items/${items[0]}/reviews`, { fence: claim.fence, verdict: 'label', answer, regions: [] });
  }
  await signIn(page, LEAD, `/p/${slug}/adjudication`);
  const sides = page.locator('.differing-both .stage-image');
  await expect(sides).toHaveCount(2);
  await page.getByRole('button', { name: 'Reveal' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Veil again' })).toBeVisible();
  for (const n of [0, 1]) await expect(sides.nth(n)).toHaveAttribute('href', /\/reveals\//);
  expect(await colourful(page)).toBe(true);
  await page.keyboard.press('Escape');
  for (const n of [0, 1]) await expect(sides.nth(n)).toHaveAttribute('href', /\/images\//);
  expect(await colourful(page)).toBe(false);
});

test('past the day’s limit the desk says so calmly, and what is held can still be decided', async ({ page }) => {
  const { slug, items } = await veiledProject({ daily_limit: 1 });
  await signIn(page, await reviewerOf(slug));
  await openVeiled(page, slug, items[0]);
  await expect(page.getByText('1 of 1 left today')).toBeVisible();
  await page.keyboard.press('y');
  await expect(page.getByRole('button', { name: /Veil again/ })).toBeVisible();
  await expect(page.getByText('0 of 1 left today')).toBeVisible();
  await page.locator('#answer').fill('No violations.');
  await page.keyboard.press('Control+Enter');
  // Two were prefetched before the limit was reached: they are decided unseen or given back.
  await expect(page.getByText('1 done here')).toBeVisible();
  await page.locator('#stage').focus();
  await page.keyboard.press('y');
  await expect(page.getByText(/This image weighs 1\.0, and 0\.0 of 1\.0 are left/)).toBeVisible();
  expect(await colourful(page)).toBe(false);
  await page.goto(`${address()}/p/${slug}/desk`);
  await expect(page.getByRole('heading', { name: 'Enough for today' })).toBeVisible();
  await page.getByRole('link', { name: 'See your day' }).click();
  await expect(page.getByRole('progressbar', { name: /1\.0 of 1\.0/ })).toBeVisible();
  // No way round it.
  await page.goto(`${address()}/p/${slug}/batch`);
  await expect(page.getByRole('heading', { name: 'Enough for today' })).toBeVisible();
  await expect(page.locator('main')).toContainText('That is enough for today: 1.0 of 1.0');
});
