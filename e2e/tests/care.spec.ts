// Looking after who looks: images come veiled until somebody reveals them; by key, by click, by resting or holding.
import { expect, Page } from '@playwright/test';
import { tool } from '../support/canvas';
import { as, asLead, clickAt, heldLater, newReviewer, openDesk, sentTo, shown, signIn, wholeDesk } from '../support/desk';
import { png } from '../support/png';
import { test } from '../support/test';
import { address, LEAD, PROJECT } from '../support/world';

// A project of its own, its items blind so that no worker is waited for; veiled.
async function veiledProject(care: object = {}): Promise<{ slug: string; items: string[] }> {
  const lead = await asLead();
  const slug = `care-${Date.now()}`;
  await lead.post('/api/v1/projects', { ...PROJECT, slug, name: 'Veiled', settings: { care: { veil: true, ...care } } });
  const items: string[] = [];
  for (let i = 0; i < 3; i++) {
    const seed = Date.now() + 7919 * i;
    items.push(await lead.upload(`/api/v1/projects/${slug}/items?split=held_out`, `${seed}.png`, png(seed)));
  }
  return { slug, items };
}

async function reviewerOf(slug: string) {
  const person = await newReviewer();
  await (await asLead()).put(`/api/v1/projects/${slug}/members/${person.name}`, { role: 'reviewer' });
  return person;
}

async function openVeiled(page: Page, slug: string, item: string): Promise<void> {
  await page.goto(`${address()}/p/${slug}/desk/${item}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
}

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

test('a sitting goes on from the batch to the desk and over a reload', async ({ page }) => {
  const rob = await newReviewer();
  const { ids, view } = await sentTo(rob, 1);
  await (await as(rob)).put('/api/v1/preferences', { keys: {}, break_minutes: 5 });
  await page.clock.install();
  await signIn(page, rob, `/p/${PROJECT.slug}/batch?view=${view}`);
  // The browser's half alone can tick.
  await expect(async () => {
    await page.getByRole('button', { name: /^Tick all/ }).click();
    await expect(page.locator('.batch-card').getByRole('checkbox')).toBeChecked({ timeout: 500 });
  }).toPass();
  await page.clock.runFor('02:00');
  await openDesk(page, ids[0]);
  await wholeDesk(page);
  await page.clock.runFor('02:00');
  await page.reload();
  await wholeDesk(page);
  const word = page.getByText(/You have been at it for 5 minutes/);
  await expect(word).toHaveCount(0);
  await page.clock.runFor('01:30');
  await expect(word).toBeVisible();
  // Spoken of in one place, it is put off in all.
  await page.getByRole('button', { name: 'Later' }).click();
  await page.reload();
  await wholeDesk(page);
  await page.clock.runFor('01:00');
  await expect(word).toHaveCount(0);
});

test('from a word about a break on the batch page the focus goes back to where it lay', async ({ page }) => {
  const rob = await newReviewer();
  const { view } = await sentTo(rob, 1);
  await (await as(rob)).put('/api/v1/preferences', { keys: {}, break_minutes: 5 });
  await page.clock.install();
  await signIn(page, rob, `/p/${PROJECT.slug}/batch?view=${view}`);
  const box = page.locator('.batch-card').getByRole('checkbox');
  await expect(async () => {
    await page.getByRole('button', { name: /^Tick all/ }).click();
    await expect(box).toBeChecked({ timeout: 500 });
  }).toPass();
  const word = page.getByText(/You have been at it for/);
  const later = page.getByRole('button', { name: 'Later' });
  await box.focus();
  await page.clock.runFor('05:30');
  await expect(word).toBeVisible();
  await expect(box).toBeFocused();
  await later.focus();
  await page.keyboard.press('Enter');
  await expect(word).toHaveCount(0);
  await expect(box).toBeFocused();

  // It had lain nowhere.
  await page.clock.runFor('10:30');
  await expect(word).toBeVisible();
  await box.blur();
  await later.focus();
  await page.keyboard.press('Enter');
  await expect(word).toHaveCount(0);
  await expect(page.locator('#batch-said')).toBeFocused();

  // Away for long enough, the word goes by itself.
  await page.clock.runFor('10:30');
  await expect(word).toBeVisible();
  await box.focus();
  await later.focus();
  await page.clock.fastForward('06:00');
  await expect(word).toHaveCount(0);
  await expect(box).toBeFocused();
});

test('a break is spoken of once, politely, and taken or put off by key', async ({ page }) => {
  const { slug, items } = await veiledProject();
  const rob = await reviewerOf(slug);
  await (await as(rob)).put('/api/v1/preferences', { keys: {}, break_minutes: 5 });
  await page.clock.install();
  await signIn(page, rob);
  await openVeiled(page, slug, items[0]);
  await wholeDesk(page);
  const word = page.getByText(/You have been at it for/);
  await page.clock.runFor('04:00');
  await expect(word).toHaveCount(0);
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
  const before = await focused();
  await page.clock.runFor('01:30');
  await expect(word).toBeVisible();
  expect(await focused()).toBe(before);
  await page.getByRole('button', { name: 'Later' }).focus();
  await page.keyboard.press('Enter');
  await expect(word).toHaveCount(0);
  await page.clock.runFor('10:30');
  await expect(word).toBeVisible();
  await page.getByRole('button', { name: 'Take a break' }).click();
  await expect(page.getByRole('heading', { name: 'Take your time' })).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
});

test('a polygon that cannot close yet keeps one from a break, and the word about it stays', async ({ page }) => {
  const rob = await newReviewer();
  const { view } = await sentTo(rob, 1);
  await (await as(rob)).put('/api/v1/preferences', { keys: {}, break_minutes: 5 });
  await page.clock.install();
  await signIn(page, rob, `/p/${PROJECT.slug}/desk?view=${view}`);
  await wholeDesk(page);
  await page.clock.runFor('05:30');
  const rest = page.getByRole('button', { name: 'Take a break' });
  await expect(rest).toBeVisible();
  await tool(page, 'Polygon').click();
  for (const spot of [[0.2, 0.2], [0.6, 0.2]]) await clickAt(page, spot);
  await rest.click();
  await expect(page.locator('.said')).toContainText('A polygon needs three corners');
  await expect(rest).toBeVisible();
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  // Given up, it is in nobody's way.
  await page.locator('#stage').focus();
  await page.keyboard.press('Escape');
  await rest.click();
  await expect(page.getByRole('heading', { name: 'Take your time' })).toBeVisible();
});

test('breaks and a limit of one’s own are kept, and the keys stay', async ({ page }) => {
  const rob = await newReviewer();
  const api = await as(rob);
  await api.put('/api/v1/preferences', { keys: { skip: 'x' } });
  await signIn(page, rob, `/p/${PROJECT.slug}/care`);
  await page.getByLabel(/Speak of a break/).fill('');
  await page.getByLabel(/Your own limit/).fill('12.5');
  await page.getByLabel(/Hour at which your own day begins/).fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => api.get('/api/v1/preferences'))
    .toEqual({ keys: { skip: 'x' }, single_keys: true, break_minutes: null, exposure_limit: 12.5, day_begins: 5 });
});
