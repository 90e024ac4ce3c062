// What the style sheet owes to those who enlarge a page, space its letters or have the system choose its colours.
import { expect, Page } from '@playwright/test';
import { faults } from '../support/axe';
import { blank, rows, save, tool } from '../support/canvas';
import { proposeRegions } from '../support/database';
import { as, clickAt, newItem, newReviewer, openDesk, sentTo, signIn, wholeDesk } from '../support/desk';
import { open, places } from '../support/pages';
import { test } from '../support/test';
import { address, BASE, LEAD, PROJECT } from '../support/world';

const over = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

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

test('on the narrowest phone the pages of a group are all seen, the one that is open too', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await signIn(page, LEAD, `/p/${PROJECT.slug}/export`);
  const pages = page.getByRole('group', { name: 'Data' }).getByRole('link');
  expect(await pages.count()).toBeGreaterThan(3);
  for (const link of await pages.all()) await expect(link).toBeInViewport({ ratio: 1 });
  expect(await over(page)).toBeLessThanOrEqual(0);
});

for (const [width, height] of [[320, 256], [400, 300]]) {
  test(`at ${width}×${height} a mouse alone finds what keys find`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await blank(page);
    await page.locator('.desk-status').getByRole('button', { name: /^Find/ }).click();
    const palette = page.locator('dialog.palette[open]');
    await palette.getByRole('combobox').fill('keyboard');
    await palette.getByRole('option', { name: /^Show and change the keys/ }).click();
    await expect(page.getByRole('heading', { name: 'Keys on the desk' })).toBeVisible();
    await page.keyboard.press('Escape');
    await save(page);

    await open(page, `/p/${PROJECT.slug}/items`);
    await expect(async () => {
      await page.getByRole('button', { name: /^Find/ }).click();
      await expect(palette).toBeVisible({ timeout: 500 });
    }).toPass();
    expect(await over(page)).toBeLessThanOrEqual(0);
  });
}

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

for (const [width, height] of [[320, 256], [320, 568], [390, 844], [844, 390]]) {
  test(`what the desk says at ${width}×${height} moves nothing, and its Undo stands after it`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await blank(page);
    const bar = page.locator('.desk-status');
    const said = bar.locator('.said');
    const silent = (await bar.boundingBox())!.height;
    expect(silent).toBeLessThanOrEqual(57);
    await page.keyboard.press('y');
    await expect(said).toHaveText('This image is not veiled');
    expect((await bar.boundingBox())!.height).toBe(silent);
    await save(page);
    const undo = bar.getByRole('button', { name: /^Undo/ });
    await expect(undo).toBeVisible();
    const [line, words, way] = await Promise.all([bar, said, undo].map(async (of) => (await of.boundingBox())!));
    expect(line.height).toBe(silent);
    expect(words.y).toBeGreaterThanOrEqual(line.y - 0.5);
    expect(way.x).toBeGreaterThanOrEqual(words.x + words.width - 0.5);
    expect(way.y).toBeLessThan(words.y + words.height);
    expect(way.y + way.height).toBeGreaterThan(words.y);
    expect(await over(page)).toBeLessThanOrEqual(0);
  });
}

test('on the narrowest screen nothing that the desk counts is cut', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await blank(page);
  await page.keyboard.press('2');
  await expect(page.locator('.saving')).toHaveText(/\S/);
  const cut = () =>
    page.locator('.desk-status > :is(.figure, .saving)').evaluateAll((all) =>
      all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.textContent),
    );
  await expect.poll(cut).toEqual([]);
  await save(page);
});

for (const [width, height] of [[320, 568], [390, 844], [720, 450]]) {
  test(`a decision that is refused at ${width}×${height} says why where it was pressed`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await blank(page);
    await tool(page, 'Polygon').click();
    for (const corner of [[0.2, 0.2], [0.6, 0.2], [0.6, 0.6]]) await clickAt(page, corner);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect(page.locator('.stage-tools')).not.toBeInViewport();
    await page.getByRole('button', { name: 'Save label' }).click();
    const said = page.locator('.said');
    await expect(said).toContainText('not closed: Enter or its first corner closes it');
    await expect(said).toBeInViewport({ ratio: 0.95 });
    // Seen, and not under what lies there.
    const seen = await said.evaluate((el) => {
      const { x, y, width, height } = el.getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2) === el;
    });
    expect(seen).toBe(true);
    // No line of what is counted there is cut in half: it is whole, or lies under the words.
    const [bar, words, figure] = await Promise.all(
      ['.desk-status', '.said', '.figure'].map(async (of) => (await page.locator(of).first().boundingBox())!),
    );
    const whole = figure.y + figure.height <= words.y + 1;
    expect(whole || words.y <= bar.y + 1, `${words.y - bar.y} px`).toBe(true);
    await clickAt(page, [0.2, 0.2]);
    await expect(rows(page)).toHaveCount(1);
    await save(page);
  });
}

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
