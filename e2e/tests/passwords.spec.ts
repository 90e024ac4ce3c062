// Whoever forgot their password is handed a link by an admin, and sets a new one; scripts or none.
import { expect, Page } from '@playwright/test';
import { faults } from '../support/axe';
import { newReviewer, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, LEAD } from '../support/world';

const NEW = 'another long password';

async function fill(page: Page, password: string, again = password): Promise<void> {
  await page.getByLabel('New password').fill(password);
  await page.getByLabel('The same once more').fill(again);
  await page.getByRole('button', { name: 'Set the password' }).click();
}

test('a link from an admin sets a new password without scripts, once', async ({ browser, page }) => {
  const person = await newReviewer();
  const theirs = await (await browser.newContext()).newPage();
  await signIn(theirs, person);

  await signIn(page, LEAD, '/account');
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Make a link' }) });
  await form.getByLabel('Name they sign in with').fill('   ');
  await form.getByRole('button').click();
  await expect(form.getByRole('alert')).toHaveText('Write the name that they sign in with.');
  await form.getByLabel('Name they sign in with').fill('nobody-of-that-name');
  await form.getByRole('button').click();
  await expect(form.getByRole('alert')).toContainText('Nobody signs in with the name “nobody-of-that-name”');
  await form.getByLabel('Name they sign in with').fill(person.name);
  await page.keyboard.press('Enter');
  const link = page.getByRole('textbox', { name: `Link for ${person.name}` });
  await expect(link).toHaveValue(new RegExp(`^${address()}/set-password\\?link=[0-9a-f]{64}$`));
  const to = await link.inputValue();
  // There to be copied, whole.
  await link.click();
  expect(await link.evaluate((el: HTMLInputElement) => [el.selectionStart, el.selectionEnd])).toEqual([0, to.length]);
  expect(await faults(page)).toEqual([]);
  await page.reload();
  await expect(link).toHaveCount(0);

  await theirs.goto(to);
  expect(await faults(theirs)).toEqual([]);
  const plain = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })).newPage();
  const asked: string[] = [];
  plain.on('request', (request) => asked.push(`${request.url()} ${request.headers().referer ?? ''}`));
  await plain.goto(to);
  await expect(plain.getByLabel('Name')).toHaveValue(person.name);
  await expect(plain.getByText('At least 12 characters')).toBeVisible();
  const over = await plain.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over).toBeLessThanOrEqual(0);
  await fill(plain, NEW, `${NEW} `);
  await expect(plain.getByRole('alert')).toContainText('not the same');
  await fill(plain, NEW);
  await expect(plain.getByRole('status')).toHaveText('The new password is set. Sign in with it.');
  expect(plain.url()).toBe(`${address()}/sign-in?done=password`);
  // Neither the password, anywhere, nor the link, as where one came from.
  const [, token] = to.split('link=');
  for (const request of asked) {
    expect(request).not.toMatch(/another/);
    expect(request.split(' ')[1]).not.toContain(token);
  }
  await plain.getByLabel('Name').fill(person.name);
  await plain.getByLabel('Password').fill(NEW);
  await plain.getByRole('button', { name: 'Sign in' }).click();
  await expect(plain).not.toHaveURL(/sign-in/);

  // Wherever they were signed in, they are out.
  await theirs.goto(`${address()}/account`);
  await expect(theirs).toHaveURL(/sign-in/);
  const used = await plain.goto(to);
  expect(used?.status()).toBe(410);
  await expect(plain.getByRole('heading', { name: 'This link holds no more' })).toBeVisible();
  await expect(plain.getByText('Ask an admin of this Vitrine for a new link.')).toBeVisible();
});
