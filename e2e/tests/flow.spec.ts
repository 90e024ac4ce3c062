// From one item to the next: no wait, none decided unseen, none given twice, items put off with a word.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { leaseRunsOut } from '../support/database';
import { as, asLead, history, looked, newItem, newReviewer, openDesk, sentTo, shown, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, PROJECT } from '../support/world';

// Whose claims they are.
async function holders(ids: string[]): Promise<(string | null)[]> {
  const lead = await asLead();
  const rows = await Promise.all(ids.map((id) => lead.get<{ rows: { claimed_by: string | null }[] }>(`${BASE}/items?q=${id}`)));
  return rows.map((r) => r.rows[0].claimed_by);
}

test('the next two items are there before they are asked for', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 3);
  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  // All three are claimed, the two to come on short leases.
  const held = () => holders(ids);
  await expect.poll(held).toEqual([person.shown, person.shown, person.shown]);

  // No further claim brings an item: what is shown next was there already.
  await page.route('**/claims', (route) => route.fulfill({ json: null }));
  const seen = new Set([await shown(page)]);
  for (let i = 0; i < 2; i++) {
    const before = await shown(page);
    await looked(page);
    await page.keyboard.press('r');
    await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
    expect(await shown(page)).not.toBe(before);
    seen.add(await shown(page));
    await expect(page.getByRole('status')).toContainText('Rejected');
  }
  expect(seen.size).toBe(3);
  // Both decisions stand.
  await expect.poll(async () => (await held()).filter(Boolean).length).toBe(1);
  // A page that goes lets go of all. What a page sends as it goes can be lost where requests are intercepted.
  await page.unroute('**/claims');
  await page.goto(`${address()}/account`);
  await expect.poll(held).toEqual([null, null, null]);
});

test('two quick presses or a double click decide one item, not the next one too', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 3);
  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await expect.poll(() => holders(ids)).toEqual([person.shown, person.shown, person.shown]);
  const decided = async () => (await Promise.all(ids.map(history))).flatMap((h) => h.reviews).length;
  await page.evaluate(async () => {
    const press = () => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', code: 'KeyR', bubbles: true }));
    press();
    await new Promise((done) => setTimeout(done, 60));
    press();
  });
  await expect(page.getByRole('status')).toContainText('Rejected');
  await looked(page);
  expect(await decided()).toBe(1);
  await page.getByRole('button', { name: /^Reject/ }).dblclick();
  await expect.poll(decided).toBe(2);
  await looked(page);
  expect(await decided()).toBe(2);
  // Looked at, the next one is decided like any other.
  await page.keyboard.press('r');
  await expect.poll(decided).toBe(3);
  await expect(page.getByText('3 done here')).toBeVisible();
  await page.reload();
  await expect(page.getByText('3 done here')).toBeVisible();
});

test('an empty desk looks again, when it is asked to and by itself', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 1);
  const lead = await asLead();
  // It lies on a lead's desk, whose claim will run out: nobody is told of that.
  const taken = () => lead.post(`${BASE}/claims`, { item_id: ids[0] });
  const [verdict, nothing] = [
    page.getByRole('group', { name: 'Verdict' }),
    page.getByRole('heading', { name: 'Nothing is left in this view' }),
  ];
  await taken();
  await page.clock.install();
  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(nothing).toBeVisible();
  await expect(page.getByRole('button', { name: 'Look again' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('Nothing has come yet');
  await leaseRunsOut(ids[0]);
  await page.keyboard.press('Enter');
  await expect(verdict).toBeVisible();

  await page.goto(`${address()}/account`);
  await expect.poll(() => taken().then(() => true, () => false)).toBe(true);
  await page.goto(`${address()}/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(nothing).toBeVisible();
  await leaseRunsOut(ids[0]);
  await page.clock.runFor('01:05');
  await expect(verdict).toBeVisible();
});

test('two reviewers at once never see the same item', async ({ browser }) => {
  // More than both take: some may be claimed still for what a test before had open.
  for (let i = 0; i < 14; i++) await newItem('train');
  const seen: (string | null)[] = [];
  const contexts = await Promise.all([0, 1].map(() => browser.newContext()));
  const people = [await newReviewer(), await newReviewer()];
  const pages = await Promise.all(
    contexts.map(async (context, i) => {
      const page = await context.newPage();
      await signIn(page, people[i], `/p/${PROJECT.slug}/desk`);
      await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
      return page;
    }),
  );
  for (const page of pages) {
    for (let i = 0; i < 2; i++) {
      const now = await shown(page);
      seen.push(now);
      await looked(page);
      await page.keyboard.press('r');
      await expect.poll(() => shown(page)).not.toBe(now);
    }
  }
  expect(new Set(seen).size).toBe(seen.length);
});

test('an item is skipped, held, sent and discussed, each with a word that stays', async ({ page }) => {
  const id = await newItem('held_out');
  const [rob, sue] = [await newReviewer(), await newReviewer()];
  const lead = await asLead();
  await signIn(page, rob);

  await openDesk(page, id);
  await page.keyboard.press('q');
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('Comment').fill('Is this a mark at all?');
  // No key fires in a dialog.
  await page.keyboard.press('End');
  await page.keyboard.type(' ra');
  await dialog.getByRole('button', { name: 'Flag for discussion' }).click();
  await expect(dialog.locator('.thread')).toContainText('Is this a mark at all? ra');
  // The focus has left the button, which would end the discussion now.
  await expect(dialog.locator('.thread')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Discussion is over' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');

  await page.keyboard.press('w');
  await dialog.getByRole('button', { name: 'Put on hold' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Say what');
  await dialog.getByLabel(/What does it wait for/).fill('legal answers on Monday');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('On hold');

  // Opened all the same, it says what it waits for, and how much was said.
  await openDesk(page, id);
  const held = page.locator('.framed').filter({ hasText: 'Put on hold' });
  await expect(held).toContainText(`Put on hold by ${rob.shown}: “legal answers on Monday”.`);
  await expect(page.getByRole('button', { name: /^Discussed\s+2 said/ })).toBeVisible();

  await page.goto(`${address()}/p/${PROJECT.slug}/items?mark=held`);
  await page.locator(`a[href*="${id}"]`).first().click();
  await expect(page.locator('.thread')).toContainText('legal answers on Monday');
  await page.getByRole('button', { name: 'Take it up again' }).click();
  await expect(page.locator('.facts')).not.toContainText('on hold');

  await openDesk(page, id);
  await page.keyboard.press('t');
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await expect(dialog.getByRole('option', { name: sue.shown })).toHaveCount(1);
  await expect(dialog.getByRole('option', { name: rob.shown })).toHaveCount(0);
  await dialog.getByRole('combobox').selectOption(sue.name);
  await dialog.getByLabel(/Why/).fill('you know these');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('status')).toContainText(`Sent to ${sue.shown}`);

  const api = await as(sue);
  const desk = await api.post<{ item: { id: string }; claim: { fence: number }; sent: object }>(`${BASE}/claims`, {});
  expect(desk.item.id).toBe(id);
  expect(desk.sent).toEqual({ by: rob.shown, text: 'you know these' });
  await api.post(`${BASE}/items/${id}/release`, { fence: desk.claim.fence });
  await lead.post(`${BASE}/items/${id}/send`, { to: '' });

  // A skip that does not arrive gives nothing up; one that does ends the draft.
  await openDesk(page, id);
  await page.locator('#answer').fill('half a thought');
  await page.keyboard.press('Escape');
  await page.route('**/skip', (route) => route.abort('connectionreset'));
  await page.keyboard.press('s');
  await dialog.getByRole('button', { name: 'Skip', exact: true }).click();
  await expect(page.getByText(/Nobody knows whether that was stored.*draft is kept/)).toBeVisible();
  await expect(page.locator('#answer')).toHaveValue('half a thought');
  await expect(page.getByText('Draft saved')).toBeVisible();
  await page.unroute('**/skip');
  await page.keyboard.press('s');
  await page.keyboard.press('1');
  await expect(dialog.getByLabel(/Why/)).toHaveValue('I am not sure');
  await expect(dialog.getByRole('button', { name: 'Skip', exact: true })).toBeFocused();
  await dialog.getByRole('button', { name: 'Not my subject' }).click();
  await expect(dialog.getByRole('button', { name: 'Skip', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('Skipped');
  const said = await lead.get<{ act: string; text: string }[]>(`${BASE}/items/${id}/comments`);
  expect(said.map((c) => c.act)).toEqual(['flag', 'hold', 'resume', 'send', 'send', 'skip']);
  expect(said[5].text).toBe('Not my subject');
  expect(await (await as(rob)).get(`${BASE}/items/${id}/draft`)).toBeNull();
  // It is found again where it is listed, and offered again.
  await page.goto(`${address()}/p/${PROJECT.slug}/items?mark=passed`);
  await page.locator(`tbody a[href*="${id}"]`).click();
  await page.getByRole('button', { name: 'Offer it to me again' }).click();
  await expect(page.getByRole('button', { name: 'Offer it to me again' })).toHaveCount(0);
  expect(await lead.get(`${BASE}/items/${id}/skip`)).toEqual([]);
});
