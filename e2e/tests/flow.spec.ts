// From one item to the next: no wait, items put off with a word, keys of one's own, the palette.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { leaseRunsOut } from '../support/database';
import { as, asLead, history, looked, newItem, newReviewer, openDesk, sentTo, shown, signIn } from '../support/desk';
import { address, LEAD, PROJECT } from '../support/world';

const BASE = `/api/v1/projects/${PROJECT.slug}`;

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
    page.getByRole('heading', { name: 'Nothing is waiting for you' }),
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
  for (let i = 0; i < 6; i++) await newItem('train');
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
  for (const context of contexts) await context.close();
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
  const desk = await api.post<{ item: { id: string }; claim: { fence: number } }>(`${BASE}/claims`, {});
  expect(desk.item.id).toBe(id);
  await api.post(`${BASE}/items/${id}/release`, { fence: desk.claim.fence });
  await lead.post(`${BASE}/items/${id}/send`, { to: '' });

  // A skip that does not arrive gives nothing up; one that does ends the draft.
  await openDesk(page, id);
  await page.locator('#answer').fill('half a thought');
  await page.keyboard.press('Escape');
  await page.route('**/skip', (route) => route.abort('connectionreset'));
  await page.keyboard.press('s');
  await dialog.getByRole('button', { name: 'Skip', exact: true }).click();
  await expect(page.getByText(/That was not stored.*draft is kept/)).toBeVisible();
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

test('a key after the one that opens a dialog or a field falls into it, however seldom frames come', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  await page.addInitScript(() => {
    window.requestAnimationFrame = (paint) => window.setTimeout(() => paint(performance.now()), 5_000);
  });
  await openDesk(page, ids[0]);
  await page.keyboard.press('s');
  await page.keyboard.press('r');
  const dialog = page.locator('dialog[open]');
  await expect(dialog.getByLabel(/Why/)).toHaveValue('r');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press('c');
  await page.keyboard.press('r');
  await expect(page.locator('#answer')).toBeFocused();
  await expect(page.locator('#answer')).toHaveValue(/r/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await expect(page.locator('#turn-0')).toHaveValue('r');
  expect((await history(ids[0])).reviews).toEqual([]);
});

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

test('every command of the desk is found by its name, and a label is one', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  await openDesk(page, ids[0]);
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

test('keys are found on every keyboard: the row of digits, brackets, the note, a notice', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  await openDesk(page, ids[0]);
  const press = (told: KeyboardEventInit) =>
    page.evaluate((k) => void document.body.dispatchEvent(new KeyboardEvent('keydown', { ...k, bubbles: true })), told);
  // AZERTY.
  await press({ key: '&', code: 'Digit1' });
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas, Nike.');
  await press({ key: 'à', code: 'Digit0' });
  await expect(page.locator('#answer')).toHaveValue('No violations.');
  // Brackets behind AltGr, which Windows tells as Ctrl and Alt too.
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await expect(page.locator('#region-1')).toBeFocused();
  await press({ key: '[', code: 'Digit8', altKey: true, ctrlKey: true, modifierAltGraph: true });
  await expect(page.locator('#region-0')).toBeFocused();
  // Alt alone is the browser's.
  await press({ key: ']', code: 'Digit9', altKey: true });
  await expect(page.locator('#region-0')).toBeFocused();
  await page.keyboard.press(':');
  await expect(page.locator('#note')).toBeFocused();
  await page.keyboard.type('a; b');
  await expect(page.locator('#note')).toHaveValue('a; b');
  await page.keyboard.press('Escape');
  // A notice is answered by key.
  await page.route('**/reviews', (route) => route.abort('connectionreset'));
  await page.keyboard.press('r');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.unroute('**/reviews');
  await page.keyboard.press(';');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('Rejected');
  expect((await history(ids[0])).reviews[0].verdict).toBe('reject');
});

test('keys can be changed, contradictions are told, and the change holds on every device', async ({ browser }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 2);
  const first = await browser.newContext();
  const page = await first.newPage();
  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await page.keyboard.press('?');
  const help = page.locator('dialog.help[open]');
  const reject = help.getByRole('button', { name: /^Reject: .*change it/ });
  await reject.click();
  await page.keyboard.press('a');
  await expect(help.getByRole('alert')).toContainText('The key A is taken by “Accept');
  await expect(reject).toHaveText('R');
  await reject.click();
  await page.keyboard.press("'");
  await expect(reject).toHaveText("'");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  // The picture's keys too, and the tool says so.
  const polygon = help.getByRole('button', { name: /^Tool: polygon: .*change it/ });
  await polygon.click();
  await page.keyboard.press('v');
  await expect(help.getByRole('alert')).toContainText('The key V is taken by “Tool: select');
  await polygon.click();
  await page.keyboard.press('Shift+Digit8');
  await expect(help.getByRole('alert')).toContainText('always puts a phrase');
  await polygon.click();
  await page.keyboard.press('r');
  await expect(polygon).toHaveText('R');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await expect(page.getByTitle('Polygon (R)')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('group', { name: 'Verdict' })).toContainText("Reject'");
  await page.keyboard.press("'");
  await expect(page.getByRole('status')).toContainText('Rejected');
  await first.close();

  const second = await browser.newContext();
  const phone = await second.newPage();
  await signIn(phone, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(phone.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await phone.keyboard.press("'");
  await expect(phone.getByRole('status')).toContainText('Rejected');
  for (const id of ids) expect((await history(id)).reviews[0].verdict).toBe('reject');
  await second.close();
});

test('the model’s words stand beside the editor with what is changed of them', async ({ page }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 1);
  await signIn(page, person);
  await openDesk(page, ids[0]);
  const words = page.locator('.words-text');
  await expect(words).toHaveText('Violations: Nike.');
  await expect(page.locator('.trust')).toContainText('Too few decided answers');
  await page.locator('#answer').fill('Violations: Nike, Puma.');
  await expect(words.locator('ins')).toContainText(', Puma');
  await expect(words.locator('ins')).toContainText('put in');
  await page.getByRole('button', { name: 'Put back' }).click();
  await expect(words.locator('ins')).toHaveCount(0);
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');
});
