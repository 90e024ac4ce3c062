// What comes back to the desk: taken back by the reviewer, or refused by the server, and never under somebody's hands.
import { expect, Page } from '@playwright/test';
import { leaseRunsOut } from '../support/database';
import { as, asLead, history, looked, newItem, newReviewer, sentTo, shown, signIn, wholeDesk } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, PROJECT } from '../support/world';

// A desk with items of its own on it, and their ids.
async function desk(page: Page, n: number): Promise<string[]> {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, n);
  await signIn(page, person);
  await page.goto(`${address()}/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  return ids;
}

// The picture, whatever its size.
const lies = async (page: Page) => (await shown(page))?.split('?')[0];
const status = (page: Page) => page.getByRole('status');

// What is sent to this address waits until it is let go.
async function held(page: Page, what: string, answer?: { status: number; json: object }): Promise<() => void> {
  let go = () => {};
  const gone = new Promise<void>((resolve) => (go = resolve));
  await page.route(`**/${what}`, async (route) => {
    await gone;
    await (answer ? route.fulfill(answer) : route.continue());
  });
  return go;
}

const refusal = (message: string) => ({ status: 409, json: { error: { code: 'conflict', message } } });

test('U takes back what is still being sent, and then what was decided before it', async ({ page }) => {
  const ids = await desk(page, 3);
  const first = await lies(page);
  await page.locator('#note').fill('half hidden');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await expect(status(page)).toContainText('Rejected');
  await expect.poll(() => lies(page)).not.toBe(first);
  const second = await lies(page);

  const go = await held(page, 'reviews');
  await looked(page);
  await page.keyboard.press('r');
  await expect.poll(() => lies(page)).not.toBe(second);
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Sending; it will be taken back');
  go();
  await expect(status(page)).toContainText('Taken back');
  await expect.poll(() => lies(page)).toBe(second);
  const states = async () => (await Promise.all(ids.map(history))).map((h) => h.item.state).sort();
  expect(await states()).toEqual(['decided', 'queued', 'queued']);

  await page.keyboard.press('u');
  await expect.poll(() => lies(page)).toBe(first);
  await expect(page.locator('#note')).toHaveValue('half hidden');
  await expect.poll(states).toEqual(['queued', 'queued', 'queued']);
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('There is no decision to take back');
});

test('what is taken back while somebody types waits beside it, and comes when it is asked for', async ({ page }) => {
  await desk(page, 2);
  const first = await lies(page);
  const go = await held(page, 'reviews');
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect.poll(() => lies(page)).not.toBe(first);
  const second = await lies(page);
  await looked(page);
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Sending; it will be taken back');
  await page.locator('#answer').fill('Violations: Puma.');
  go();
  const told = page.getByRole('alert').filter({ hasText: 'Taken back: decide it anew.' });
  await expect(told).toBeVisible();
  await page.locator('#answer').press('End');
  await page.keyboard.type(' Yes.');
  await expect(page.locator('#answer')).toHaveValue('Violations: Puma. Yes.');
  expect(await lies(page)).toBe(second);

  await told.getByRole('button', { name: 'Go back to it' }).click();
  await expect.poll(() => lies(page)).toBe(first);
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await page.unroute('**/reviews');
  await looked(page);
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
  await expect.poll(() => lies(page)).toBe(second);
  await expect(page.locator('#answer')).toHaveValue('Violations: Puma. Yes.');
});

test('a decision that could not be taken back may be asked for again', async ({ page }) => {
  const [id] = await desk(page, 1);
  await page.keyboard.press('r');
  await expect(status(page)).toContainText('Rejected');
  await page.route('**/undo', (route) => route.abort('connectionreset'));
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Not taken back');
  await page.unroute('**/undo');
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Taken back: decide it anew');
  expect((await history(id)).item.state).toBe('queued');
});

test('what was taken back without a word about it is taken back all the same', async ({ page }) => {
  const [id] = await desk(page, 1);
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
  // The server has done it; the answer gets lost.
  await page.route('**/undo', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Not taken back');
  await page.unroute('**/undo');
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Taken back: decide it anew');
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  // It lies there once, under a claim that holds.
  await looked(page);
  await page.keyboard.press('r');
  await expect(status(page)).toContainText('Rejected');
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeHidden();
  const { item, reviews } = await history(id);
  expect(item.state).toBe('decided');
  expect(reviews.map((r) => r.verdict)).toEqual(['correct', 'reject', 'reject']);
});

test('what was decided is not lost where it is taken back and cannot be had again', async ({ page }) => {
  await desk(page, 1);
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.locator('#note').fill('half hidden');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
  await page.route('**/claims', (route) => route.abort('connectionreset'));
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Taken back, but not yours');
  await page.unroute('**/claims');
  await page.reload();
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await expect(page.locator('#note')).toHaveValue('half hidden');
});

test('what was edited can be undone after a decision that was not saved', async ({ page }) => {
  await desk(page, 1);
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.route('**/reviews', (route) => route.abort('connectionreset'));
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(page.locator('#notice')).toContainText('Not saved');
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await looked(page);
  await page.keyboard.press('z');
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');
});

test('what is refused waits beside what somebody types, and both drafts are kept', async ({ page }) => {
  await desk(page, 2);
  const first = await lies(page);
  const sentence = 'this item was decided otherwise under this claim';
  const go = await held(page, 'reviews', refusal(sentence));
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect.poll(() => lies(page)).not.toBe(first);
  const second = await lies(page);
  await looked(page);
  await page.locator('#answer').fill('Violations: Puma.');
  go();
  const told = page.getByRole('alert').filter({ hasText: sentence });
  await expect(told).toContainText(/draft is kept/i);
  await page.locator('#answer').press('End');
  await page.keyboard.type(' Yes.');
  await expect(page.locator('#answer')).toHaveValue('Violations: Puma. Yes.');
  expect(await lies(page)).toBe(second);

  await told.getByRole('button', { name: 'Go back to it' }).click();
  await expect.poll(() => lies(page)).toBe(first);
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await expect(page.locator('#notice')).toBeFocused();
  await expect(page.locator('#notice')).toContainText(sentence, { ignoreCase: true });
  await page.unroute('**/reviews');
  await looked(page);
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
  await expect.poll(() => lies(page)).toBe(second);
  await expect(page.locator('#answer')).toHaveValue('Violations: Puma. Yes.');
});

test('what was refused comes first after a break', async ({ page }) => {
  const person = await newReviewer();
  const { view } = await sentTo(person, 2);
  await (await as(person)).put('/api/v1/preferences', { keys: {}, break_minutes: 5 });
  await page.clock.install();
  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await wholeDesk(page);
  await page.clock.runFor('05:30');
  const rest = page.getByRole('button', { name: 'Take a break' });
  await expect(rest).toBeVisible();

  const first = await lies(page);
  const sentence = 'this item was decided otherwise under this claim';
  const go = await held(page, 'reviews', refusal(sentence));
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect.poll(() => lies(page)).not.toBe(first);
  await looked(page);
  await page.locator('#answer').fill('Violations: Puma.');
  go();
  await expect(page.getByRole('alert').filter({ hasText: sentence })).toBeVisible();
  await page.unroute('**/reviews');
  await rest.click();
  await page.getByRole('button', { name: 'Go on' }).click();

  await expect.poll(() => lies(page)).toBe(first);
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await expect(page.locator('#notice')).toContainText(sentence, { ignoreCase: true });
  await page.getByRole('button', { name: 'Claim it again' }).click();
  await expect(page.locator('#notice')).toHaveCount(0);
  // Looked at.
  await page.clock.runFor('00:03');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
});

test('what is refused while nobody is at work lies there again, with the focus on the reason', async ({ page }) => {
  await desk(page, 2);
  const first = await lies(page);
  const go = await held(page, 'send', refusal('this item is sent to nobody'));
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').selectOption({ index: 1 });
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect.poll(() => lies(page)).not.toBe(first);
  go();
  await expect.poll(() => lies(page)).toBe(first);
  const notice = page.locator('#notice');
  await expect(notice).toBeFocused();
  await expect(notice).toContainText('This item is sent to nobody');
  await expect(notice).toHaveClass(/notice-bad/);
  // The claim stands: there is nothing to claim again.
  await expect(notice.getByRole('button')).toHaveText(['Close']);
});

test('what was decided arrives, though the page goes before it could be sent', async ({ page }) => {
  const [id] = await desk(page, 1);
  // As many streams as a browser has connections to one place: nothing else is sent before one of them ends.
  await page.evaluate((url) => {
    for (let i = 0; i < 6; i++) new EventSource(url);
  }, `/api/v1/projects/${PROJECT.slug}/events`);
  await page.waitForTimeout(500);
  const sent = page.waitForRequest('**/reviews');
  await page.keyboard.press('r');
  await sent;
  await page.waitForTimeout(500);
  expect((await history(id)).item.state).toBe('queued');
  await page.close();
  await expect.poll(async () => (await history(id)).item.state).toBe('decided');
});

test('U takes back what was put off, each by its way back, before the decision that came before it', async ({ page }) => {
  const ids = await desk(page, 3);
  const first = await lies(page);
  await page.keyboard.press('r');
  await expect(status(page)).toContainText('Rejected');
  await expect.poll(() => lies(page)).not.toBe(first);
  const second = await lies(page);
  const undo = page.locator('.desk-status').getByRole('button', { name: /^Undo/ });

  for (const [key, said] of [['s', 'Skipped'], ['g', 'Given back']] as const) {
    await looked(page);
    await page.locator('#answer').fill(`Violations: ${said}.`);
    await page.keyboard.press('Escape');
    await page.keyboard.press(key);
    if (key === 's') await page.locator('dialog[open]').getByRole('button', { name: 'Skip', exact: true }).click();
    await expect(status(page)).toContainText(said);
    await expect(undo).toBeVisible();
    await page.keyboard.press('u');
    await expect(status(page)).toContainText('Taken back: the item lies here again');
    await expect.poll(() => lies(page)).toBe(second);
    // What was written, too.
    await expect(page.locator('#answer')).toHaveValue(`Violations: ${said}.`);
  }
  const states = async () => (await Promise.all(ids.map(history))).map((h) => h.item.state).sort();
  expect(await states()).toEqual(['decided', 'queued', 'queued']);
  await page.keyboard.press('u');
  await expect.poll(() => lies(page)).toBe(first);
  expect(await states()).toEqual(['queued', 'queued', 'queued']);
});

test('a decision from before the page was loaded anew is taken back too', async ({ page }) => {
  await desk(page, 2);
  const first = await lies(page);
  await page.locator('#answer').fill('Violations: Adidas.');
  await page.locator('#note').fill('half hidden');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
  await page.reload();
  await wholeDesk(page);
  await page.keyboard.press('u');
  await expect(status(page)).toContainText('Taken back');
  await expect.poll(() => lies(page)).toBe(first);
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await expect(page.locator('#note')).toHaveValue('half hidden');
});

test('nothing is said to be given back that was not', async ({ page }) => {
  await desk(page, 1);
  await page.route('**/release', (route) => route.abort('connectionreset'));
  await page.keyboard.press('g');
  await expect(page.locator('#notice')).toContainText('That was not stored.');
  await expect(status(page)).not.toContainText('Given back');
  await page.unroute('**/release');
});

test('a desk without a connection goes on by itself once there is one', async ({ page, context }) => {
  await desk(page, 1);
  await page.route('**/claims', (route) => route.abort('connectionreset'));
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'No item could be claimed' })).toBeVisible();
  await context.setOffline(true);
  await page.unroute('**/claims');
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: 'Nothing is waiting for you' })).toBeVisible();
});

test('an item asked for by its address while there is no connection is asked for again', async ({ page, context }) => {
  const person = await newReviewer();
  const { ids } = await sentTo(person, 2);
  await signIn(page, person);
  await page.route('**/claims', (route) => route.abort('connectionreset'));
  await page.goto(`${address()}/p/${PROJECT.slug}/desk/${ids[1]}`);
  await expect(page.getByRole('heading', { name: 'No item could be claimed' })).toBeVisible();
  await context.setOffline(true);
  await page.unroute('**/claims');
  await context.setOffline(false);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  expect(page.url()).toContain(ids[1]);
});

test('from an item that somebody else has decided one goes on, the draft kept', async ({ page }) => {
  const [id] = await desk(page, 1);
  await page.locator('#answer').fill('Violations: Adidas.');
  await expect(page.getByText('Draft saved')).toBeVisible();
  await leaseRunsOut(id);
  const rival = await asLead();
  const { claim } = await rival.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: id });
  await rival.post(`${BASE}/items/${id}/reviews`, { fence: claim.fence, verdict: 'reject', answer: '', regions: [] });
  await page.getByRole('button', { name: 'Save correction' }).click();
  await page.getByRole('button', { name: 'Claim it again' }).click();
  // It is decided: that is not offered once more.
  await expect(page.getByRole('button', { name: 'Claim it again' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Next item' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is waiting for you' })).toBeVisible();
  const kept = () => page.evaluate((id) => Object.keys(localStorage).some((key) => key.endsWith(id)), id);
  expect(await kept()).toBe(true);
});

test('by keyboard the focus is never lost, and what the desk comes to is told', async ({ page }) => {
  await desk(page, 2);
  await wholeDesk(page);
  const told = page.locator('.desk > .sr-only[aria-live]');
  const at = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  // The next is there already: the focus stays on the button.
  await page.getByRole('button', { name: 'Escalate' }).focus();
  await page.keyboard.press('Enter');
  await expect(status(page)).toContainText('Escalated');
  await expect(told).toContainText('Next item.');
  await looked(page);
  expect(await at()).toContain('Escalate');
  // Undo is gone once it is used up.
  await page.locator('.desk-status').getByRole('button', { name: /^Undo/ }).focus();
  await page.keyboard.press('Enter');
  await expect(status(page)).toContainText('Taken back');
  await expect(page.locator('#stage')).toBeFocused();

  // None comes after the last.
  for (const name of ['Escalate', 'Escalate']) {
    await looked(page);
    await page.getByRole('button', { name }).press('Enter');
  }
  await expect(told).toHaveText('Nothing is waiting for you.');
  await expect(page.getByRole('button', { name: 'Look again' })).toBeFocused();
});

test('where one holds as much as one may, it is told what and can be given back', async ({ page }) => {
  await desk(page, 1);
  const held = [{ slug: PROJECT.slug, project: 'Elsewhere', item_id: '018f3f3e-7b1a-7000-8000-000012345678', fence: 7, opened: true }];
  await page.route('**/api/v1/claims', (route) => route.fulfill({ json: held }));
  const full = { error: { code: 'too_many_held', message: 'you hold 3 items already; decide or give back one first' } };
  await page.route(`**/${PROJECT.slug}/claims`, (route) => route.fulfill({ status: 409, json: full }));
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'No item could be claimed' })).toBeVisible();
  // With the part of the desk that comes later.
  await page.keyboard.press('Shift');
  await expect(page.getByRole('link', { name: 'Elsewhere, item 12345678' })).toHaveAttribute('href', /12345678$/);
  const released = page.waitForRequest('**/release');
  await page.unroute(`**/${PROJECT.slug}/claims`);
  await page.route('**/release', (route) => route.fulfill({ status: 204 }));
  await page.getByRole('button', { name: 'Give it back: Elsewhere' }).click();
  expect((await released).postDataJSON().fence).toBe(7);
  await expect(page.getByRole('heading', { name: 'Nothing is waiting for you' })).toBeVisible();
});

test('a draft whose claim ran out is kept where one holds as much as one may, until one is given back', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 1);
  await signIn(page, person);
  await page.goto(`${address()}/p/${PROJECT.slug}/desk?view=${view}`);
  await wholeDesk(page);
  await page.locator('#answer').fill('Violations: Adidas.');
  await leaseRunsOut(ids[0]);
  // In another place, meanwhile.
  const own = await as(person);
  for (let n = 0; n < 3; n++) await own.post(`${BASE}/claims`, { item_id: await newItem('held_out') });
  await page.getByRole('button', { name: 'Save correction' }).click();
  await page.getByRole('button', { name: 'Claim it again' }).press('Enter');
  const notice = page.locator('#notice');
  await expect(notice).toContainText('You hold 3 items already; decide or give back one first. Your draft is kept.');
  await expect(page.locator('#stage')).toBeFocused();
  await expect(notice.getByRole('listitem')).toHaveCount(3);
  // Nothing has changed: the same once more.
  await notice.getByRole('button', { name: 'Claim it again' }).click();
  await expect(notice.getByRole('listitem')).toHaveCount(3);
  // A heartbeat takes the list from under nobody's hands.
  const beat = page.waitForResponse('**/heartbeat');
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await (await beat).finished();
  await expect(notice.getByRole('listitem')).toHaveCount(3);
  await notice.getByRole('button', { name: /^Give it back: / }).first().press('Enter');
  await expect(status(page)).toContainText('The item is yours again');
  await expect(notice).toHaveCount(0);
  await expect(page.locator('#stage')).toBeFocused();
  expect(await own.get<unknown[]>('/api/v1/claims')).toHaveLength(3);
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(status(page)).toContainText('Correction saved');
});
