// Commands, items and pages by name: the palette, on the desk and on any other page.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { history, looked, newItem, newReviewer, openDesk, sentTo, signIn, wholeDesk } from '../support/desk';
import { test } from '../support/test';
import { address, LEAD, PROJECT } from '../support/world';

test('Ctrl K finds a command, an item and a project', async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, LEAD);
  await openDesk(page, id);
  // It opens while one types; nothing typed there decides anything.
  await page.locator('#answer').focus();
  await page.keyboard.press('Control+k');
  const palette = page.locator('dialog.palette[open]');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('hold');
  await expect(palette.getByRole('option').first()).toContainText('Put it on hold');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Put this item on hold' })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+k');
  await page.keyboard.type(id.slice(-8));
  const found = palette.getByRole('option').filter({ hasText: id.slice(-8) });
  await expect(found).toBeVisible();
  await found.click();
  await expect(page).toHaveURL(new RegExp(`/items/${id}`));

  // On any page.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('brand pol');
  await expect(page.locator('dialog.palette[open]').getByRole('option').first()).toContainText(PROJECT.name);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/p/${PROJECT.slug}$`));
  expect((await history(id)).reviews).toEqual([]);
});

test('the palette opened again right after it was closed is empty, and keeps what is typed then', async ({ page }) => {
  await signIn(page, LEAD, `/p/${PROJECT.slug}/items`);
  const field = page.locator('dialog.palette[open]').getByRole('combobox');
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(field).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.keyboard.type('gold');
  await expect(field).toHaveValue('gold');
  // As Escape closes it, and before the page is told that it is closed.
  const again = (letters: string) =>
    page.evaluate(async (letters) => {
      const dialog = document.querySelector<HTMLDialogElement>('dialog.palette[open]');
      const field = dialog?.querySelector('input');
      if (!dialog || !field) throw new Error('the palette is not open');
      dialog.dispatchEvent(new Event('cancel'));
      dialog.close();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', ctrlKey: true, bubbles: true }));
      if (letters) {
        field.value = letters;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
      await new Promise((done) => setTimeout(done, 50));
    }, letters);
  await again('pa');
  await expect(field).toHaveValue('pa');
  await again('');
  await expect(field).toHaveValue('');
  await page.keyboard.type('gold');
  await page.keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(field).toHaveValue('');
});

test('every command of the desk is found by its name, and a label is one', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  await openDesk(page, ids[0]);
  await wholeDesk(page);
  const palette = page.locator('dialog.palette[open]');
  const choose = async (words: string, shown: string | RegExp) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(words);
    await expect(palette.getByRole('option').first()).toContainText(shown);
    await page.keyboard.press('Enter');
    await expect(palette).toHaveCount(0);
  };
  await choose('tool polygon', /Tool: polygon.*P/);
  await expect(page.getByRole('button', { name: 'Polygon', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await choose('label: puma', /Label: Puma.*3/);
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike, Puma.');
  await choose('show all hidden', /Show all hidden regions.*Shift H/);
  await choose('model’s words back', 'Put the model’s words back');
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');
  await choose('show keys', '?');
  await expect(page.locator('dialog.help[open]')).toBeVisible();
  await page.keyboard.press('Escape');
  // Pages, for those who may open them.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('pace');
  await expect(palette.getByRole('option')).toHaveCount(0);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('gold');
  await expect(palette.getByRole('option').first()).toContainText('Gold items');
});

test('a command is found by what its button says, and one signs out by name with what was decided stored', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 2);
  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await wholeDesk(page);
  await looked(page);
  await page.keyboard.press('r');
  await expect(page.getByRole('status').first()).toContainText('Rejected');
  const palette = page.locator('dialog.palette[open]');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('undo decision');
  await expect(palette.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  // Back in one's hands, to be decided otherwise.
  await expect(page.getByRole('status').first()).toContainText('Taken back');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sign out');
  await expect(palette.getByRole('option').first()).toContainText('Sign out');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sign-in/);
  const reviews = await Promise.all(ids.map(async (id) => (await history(id)).reviews));
  expect(reviews.flat().map((review) => review.verdict)).toContain('reject');

  // On any other page too.
  await signIn(page, person, `/p/${PROJECT.slug}/items`);
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(palette).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.keyboard.type('log out');
  await expect(palette.getByRole('option').first()).toContainText('Sign out');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sign-in/);
});

test('where nothing is found the palette points at nothing', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  const palette = page.locator('dialog.palette[open]');
  const field = palette.getByRole('combobox');
  const looks = async () => {
    await expect(field).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('ArrowDown');
    const id = await field.getAttribute('aria-activedescendant');
    await expect(palette.locator(`#${id}`)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.type('nothing is called so');
    await expect(palette.getByRole('option')).toHaveCount(0);
    await expect(field).toHaveAttribute('aria-expanded', 'false');
    await expect(field).not.toHaveAttribute('aria-activedescendant');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Backspace');
    await expect(field).toHaveAttribute('aria-activedescendant', 'found-0');
    await expect(field).toHaveAttribute('aria-expanded', 'true');
  };
  await openDesk(page, ids[0]);
  await wholeDesk(page);
  await page.keyboard.press('Control+k');
  await looks();
  await page.goto(`${address()}/p/${PROJECT.slug}/items`);
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(palette).toBeVisible({ timeout: 500 });
  }).toPass();
  await looks();
});

test('on a phone the palette shows no keys, and its hint is whole', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await wholeDesk(page);
  await page.keyboard.press('Control+k');
  const palette = page.locator('dialog.palette[open]');
  const field = palette.getByRole('combobox');
  const room = await field.evaluate((el: HTMLInputElement) => {
    const pen = document.createElement('canvas').getContext('2d')!;
    const style = getComputedStyle(el);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return el.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - pen.measureText(el.placeholder).width;
  });
  expect(room).toBeGreaterThanOrEqual(0);
  await page.keyboard.type('put it on hold');
  const line = palette.getByRole('option').first();
  await expect(line).toContainText('Put it on hold');
  await expect(line.locator('.quiet')).toBeHidden();
});
