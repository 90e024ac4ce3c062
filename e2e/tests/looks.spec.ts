// What the style sheet owes to those who enlarge a page, space its letters or have the system choose its colours.
import { expect, Page } from '@playwright/test';
import { faults } from '../support/axe';
import { blank, rows, save, tool } from '../support/canvas';
import { proposeRegions } from '../support/database';
import { as, newItem, newReviewer, openDesk, sentTo, signIn, wholeDesk } from '../support/desk';
import { open, over, places } from '../support/pages';
import { test } from '../support/test';
import { address, BASE, LEAD, PROJECT } from '../support/world';

const light = (color: string) => {
  const [r, g, b] = color.match(/[\d.]+/g)!.slice(0, 3).map((v) => {
    const c = Number(v) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (a: string, b: string) => {
  const [dark, bright] = [light(a), light(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dark + 0.05);
};

// Letters, words and lines as wide apart as WCAG 1.4.12 has it. The page's policy takes no style element.
const spaced = (page: Page) =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });

test('at four times its size no page is wider than the window, and the bar leaves it room', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, LEAD);
  const found: string[] = [];
  let bars = 0;
  for (const { path } of await places()) {
    await open(page, path);
    for (const wide of [false, true]) {
      if (wide) await spaced(page);
      for (const [width, height] of [[320, 256], [360, 225], [320, 640], [568, 320]]) {
        await page.setViewportSize({ width, height });
        const where = `${path} at ${width}×${height}${wide ? ', spaced' : ''}`;
        if ((await over(page)) > 0) found.push(`${where}: ${await over(page)} px too wide`);
        const bar = await page.evaluate(() => document.querySelector('.side')?.getBoundingClientRect().height ?? 0);
        if (bar > 0) bars++;
        if (!wide && bar > 0.45 * height) found.push(`${where}: the bar takes ${bar} px`);
      }
    }
  }
  expect(found).toEqual([]);
  expect(bars).toBeGreaterThan(0);
});

for (const width of [1440, 1024, 360, 320]) {
  test(`the row of the region in hand keeps its parts apart and within the panel, ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await blank(page);
    for (const key of ['n', 'n']) await page.keyboard.press(key);
    await expect(rows(page)).toHaveCount(2);
    await rows(page).last().locator('.region-name').focus();
    await expect(rows(page).last().locator('select')).toBeVisible();
    for (const wide of [false, true]) {
      if (wide) await spaced(page);
      const { row, parts } = await rows(page).last().evaluate((row) => {
        const box = (e: Element) => {
          const { left, right, top, bottom } = e.getBoundingClientRect();
          return { left, right, top, bottom };
        };
        const parts = row.querySelectorAll('.region-name, .region-name .mark, select, .by, button.row-button');
        return { row: box(row), parts: [...parts].map(box) };
      });
      const [name, mark, ...others] = parts;
      expect(others.length).toBeGreaterThanOrEqual(6);
      expect(name.right - name.left).toBeGreaterThanOrEqual(24);
      expect(mark.right).toBeLessThanOrEqual(name.right);
      // Where there is no room for all in one line, the last of them stand in a second.
      const all = [name, ...others];
      for (const [i, a] of all.entries()) {
        expect(a.left).toBeGreaterThanOrEqual(row.left);
        expect(a.right).toBeLessThanOrEqual(row.right);
        expect(a.bottom).toBeLessThanOrEqual(row.bottom + 0.5);
        for (const b of all.slice(i + 1)) {
          const beside = a.right <= b.left + 0.5 || b.right <= a.left + 0.5;
          expect(beside || a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5).toBe(true);
        }
      }
      expect(await over(page)).toBeLessThanOrEqual(0);
    }
    await save(page);
  });
}

test('where the system chooses the colours, what is chosen, pressed or in focus is told', async ({ browser }) => {
  const page = await (await browser.newContext({ forcedColors: 'active' })).newPage();
  await blank(page);
  const ground = (name: string) => tool(page, name).evaluate((e) => getComputedStyle(e).backgroundColor);
  await expect(tool(page, 'Snap')).toHaveAttribute('aria-pressed', 'true');
  const pressed = await ground('Snap');
  await tool(page, 'Snap').click();
  await expect.poll(() => ground('Snap')).not.toBe(pressed);
  await page.keyboard.press('Tab');
  await page.locator('#stage').focus();
  await expect(page.locator('#stage')).toHaveCSS('outline-style', 'solid');
  const grounds = await page.evaluate(() =>
    ['.actions .primary', '.actions button:not(.primary)'].map((of) => getComputedStyle(document.querySelector(of)!).backgroundColor));
  expect(grounds[0]).not.toBe(grounds[1]);

  await wholeDesk(page);
  await page.keyboard.press('Control+k');
  const option = (chosen: boolean) => page.locator(`dialog.palette[open] [aria-selected="${chosen}"]`).first();
  const color = (chosen: boolean) => option(chosen).evaluate((e) => getComputedStyle(e).backgroundColor);
  await expect(option(true)).toBeVisible();
  expect(await color(true)).not.toBe(await color(false));
  await page.keyboard.press('Escape');
  await save(page);

  const figures = await (await browser.newContext({ forcedColors: 'active' })).newPage();
  await signIn(figures, LEAD);
  await open(figures, `/p/${PROJECT.slug}/figures`);
  const inks = await figures.locator('.figure-legend .swatch:not([class*=" l"])').evaluateAll((all) => all.map((e) => getComputedStyle(e).backgroundColor));
  expect(new Set(inks).size).toBeGreaterThan(2);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a field is told from its ground by 3 to 1, and a pressed tool by more than a hue, ${colorScheme}`, async ({ browser }) => {
    const page = await (await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } })).newPage();
    await blank(page);
    const pairs = await page.evaluate(() => {
      const root = getComputedStyle(document.body).backgroundColor;
      const panel = getComputedStyle(document.querySelector('.desk-side')!).backgroundColor;
      const of = (what: string) => getComputedStyle(document.querySelector(what)!).borderTopColor;
      const pairs = ['#answer', '#note'].flatMap((field) => [[of(field), panel], [of(field), root]]);
      pairs.push([of('.tool[aria-pressed="true"]'), panel]);
      return pairs;
    });
    const low = pairs.map(([a, b]) => contrast(a, b)).filter((n) => n < 3);
    expect(low).toEqual([]);
    await save(page);
  });
}

for (const [name, looks] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['where the system chooses the colours', { forcedColors: 'active' }],
] as const) {
  test(`a field that is wrong is told from others by more than a hue, with what is said of it, ${name}`, async ({ browser }) => {
    const page = await (await browser.newContext(looks)).newPage();
    const edge = (what: string) =>
      page.locator(what).evaluate((e) => {
        const { borderLeftStyle, borderLeftWidth, borderLeftColor } = getComputedStyle(e);
        return { style: borderLeftStyle, width: borderLeftWidth, color: borderLeftColor };
      });
    await signIn(page, await newReviewer(), '/account');
    const [now, anew] = ['[name="current"]', '[name="new"]'].map((field) => `form[data-form$="/session/password"] ${field}`);
    const before = await edge(now);
    await page.locator(now).fill('not the password');
    await page.locator(anew).fill('a new and long one');
    await page.keyboard.press('Enter');
    await expect(page.locator(now)).toHaveAttribute('aria-invalid', 'true');
    const wrong = await edge(now);
    const said = await edge('form[data-form$="/session/password"] .form-problem');
    expect(parseFloat(wrong.width)).toBeGreaterThan(parseFloat(before.width) + 2);
    expect([said.style, said.width]).toEqual([wrong.style, wrong.width]);
    expect(await edge(anew)).toEqual(before);
    if (name === 'light' || name === 'dark') {
      expect(wrong.color).not.toBe(before.color);
      expect(said.color).toBe(wrong.color);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(contrast(wrong.color, ground)).toBeGreaterThan(3);
      expect(await faults(page)).toEqual([]);
    }
  });
}

test('a draft in the list of them is a link that is told without colour', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  const own = await as(person);
  const desk = await own.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: ids[0] });
  await own.post(`${BASE}/items/${ids[0]}/draft`, { version: 0, body: { proposal_id: null, answer: 'half a thought', regions: [] } });
  await own.post(`${BASE}/items/${ids[0]}/release`, { fence: desk.claim.fence });
  await signIn(page, person);
  await page.goto(`${address()}/p/${PROJECT.slug}/queues`);
  await expect(page.getByRole('link', { name: 'half a thought' })).toBeVisible();
  expect(await faults(page)).toEqual([]);
});

test('what regions on an item’s picture are called can be read at every width', async ({ page }) => {
  const id = await newItem('train', [640, 480]);
  await proposeRegions(id, [[0.1, 0.3, 0.4, 0.6]], 'Puma');
  await signIn(page, LEAD, `/p/${PROJECT.slug}/items/${id}`);
  const word = page.locator('.picture .region-tag').first();
  for (const width of [1440, 768, 390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const size = await word.evaluate((e: SVGTextElement) => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM()!.a);
    expect(size, `${width}`).toBeGreaterThanOrEqual(11);
    expect(size, `${width}`).toBeLessThan(20);
  }
  const own = await as(await newReviewer());
  const { claim } = await own.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: id });
  await own.post(`${BASE}/items/${id}/reviews`, { fence: claim.fence, verdict: 'reject', answer: '', regions: [], note: 'only looked at' });
});

test('where letters are set wide, words on the picture keep to their ground and names in the list are whole', async ({ page }) => {
  const long = 'Donaudampfschifffahrtsgesellschaftskapitänsmütze, worn and without its badge';
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await proposeRegions(ids[0], [[0.1, 0.1, 0.4, 0.4], [0.5, 0.5, 0.8, 0.8]], [long, 'Puma']);
  await page.setViewportSize({ width: 320, height: 800 });
  await signIn(page, person);
  await openDesk(page, ids[0]);
  await expect(rows(page)).toHaveCount(2);
  const word = page.locator('.region-tag').first();
  await expect(word).toBeVisible();
  await spaced(page);
  expect(await word.evaluate((e) => getComputedStyle(e).letterSpacing)).toBe('normal');
  // In rows that are not in hand.
  const names = page.locator('.region-name .name');
  await expect(names).toHaveText([long, 'Puma']);
  const [whole, one] = await names.evaluateAll((all) =>
    all.map((e) => ({ height: e.clientHeight, cut: e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1 })));
  expect([whole.cut, one.cut]).toEqual([false, false]);
  expect(whole.height).toBeGreaterThan(one.height);
  expect(await over(page)).toBeLessThanOrEqual(0);
  await page.keyboard.press('r');
  await expect(page.getByRole('status')).toContainText('Rejected');
});
