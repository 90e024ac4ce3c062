// What a reviewer has written outlives a closed tab, a lost connection and a change of device.
import { expect, Page } from '@playwright/test';
import { leaseRunsOut, modelSays, proposedAnew } from '../support/database';
import { as, asLead, history, looked, newItem, newReviewer, openDesk, sentTo, shown, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, BASE, PROJECT } from '../support/world';

const WORDS = 'Violations: Puma.';

// A draft that is saved everywhere, of an item that the model has answered.
async function drafted(page: Page): Promise<string> {
  const id = await newItem('train');
  await modelSays(id, 'Violations: Nike.');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.locator('#answer').fill(WORDS);
  await page.locator('#note').fill('half hidden');
  await expect(page.getByText('Draft saved')).toBeVisible();
  return id;
}

test('a draft survives a reload, an emptied browser and another device', async ({ browser }) => {
  const id = await newItem('held_out');
  const person = await newReviewer();
  const mine = await browser.newContext();
  const page = await mine.newPage();
  await signIn(page, person);
  await openDesk(page, id);
  await page.locator('#answer').fill(WORDS);
  await page.locator('#note').fill('half hidden');
  await expect(page.getByText('Draft saved')).toBeVisible();

  await page.reload();
  await expect(page.locator('#answer')).toHaveValue(WORDS);
  await page.evaluate(() => localStorage.clear());
  await mine.close();

  const phone = await (await browser.newContext()).newPage();
  await signIn(phone, person);
  await openDesk(phone, id);
  await expect(phone.getByText('Your draft for this item is back.')).toBeVisible();
  await expect(phone.locator('#answer')).toHaveValue(WORDS);
  await expect(phone.locator('#note')).toHaveValue('half hidden');
  await phone.keyboard.press('Escape');
  await phone.keyboard.press('a');
  await expect(phone.getByRole('status')).toContainText('Label saved');
  const api = await as(person);
  expect(await api.get(`/api/v1/projects/${PROJECT.slug}/items/${id}/draft`)).toBeNull();
});

test('a page loaded anew in the middle of an edit goes on with it, though another would come first by now', async ({ page }) => {
  const person = await newReviewer();
  const { ids, view } = await sentTo(person, 2);
  // The one that comes first lies on a lead's desk.
  const [own, lead] = [await as(person), await asLead()];
  type Desk = { item: { id: string }; claim: { fence: number } };
  const first = await own.post<Desk>(`${BASE}/claims`, { view_id: view });
  const at = `${BASE}/items/${first.item.id}`;
  await own.post(`${at}/release`, { fence: first.claim.fence });
  const theirs = await lead.post<Desk>(`${BASE}/claims`, { item_id: first.item.id });

  await signIn(page, person, `/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  const lies = await shown(page);
  await page.locator('#answer').fill(WORDS);
  await expect(page.getByText('Draft saved')).toBeVisible();
  await lead.post(`${at}/release`, { fence: theirs.claim.fence });
  await page.reload();
  await expect(page.locator('#answer')).toHaveValue(WORDS);
  expect(await shown(page)).toBe(lies);

  // Taken by somebody else meanwhile, it is left to them.
  const second = ids.find((id) => id !== first.item.id);
  await page.goto(`${address()}/account`);
  // Once the page has let go of it.
  await expect(() => lead.post(`${BASE}/claims`, { item_id: second })).toPass();
  await page.goto(`${address()}/p/${PROJECT.slug}/desk?view=${view}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  expect(await shown(page)).not.toBe(lies);
});

test('a draft that is back can be left for what was proposed, and put back', async ({ page }) => {
  const id = await drafted(page);
  await page.reload();
  await expect(page.getByText('Your draft for this item is back.')).toBeVisible();
  await page.getByRole('button', { name: 'Start afresh' }).click();
  await expect(page.locator('#answer')).toHaveValue('Violations: Nike.');
  await expect(page.locator('#note')).toHaveValue('');
  // The draft is given up.
  const there = `${address()}${BASE}/items/${id}/draft`;
  await expect.poll(async () => (await page.request.get(there)).json()).toBeNull();
  await page.getByRole('button', { name: 'Put mine back' }).click();
  await expect(page.locator('#answer')).toHaveValue(WORDS);
  await expect(page.locator('#note')).toHaveValue('half hidden');
  await expect(page.getByText('Draft saved')).toBeVisible();
});

test('a page that goes away mid-word still sends its draft', async ({ browser }) => {
  const id = await newItem('held_out');
  const person = await newReviewer();
  const page = await (await browser.newContext()).newPage();
  await signIn(page, person);
  await openDesk(page, id);
  await page.locator('#answer').fill(WORDS);
  await page.goto(`${address()}/account`);
  const api = await as(person);
  const path = `/api/v1/projects/${PROJECT.slug}/items/${id}/draft`;
  await expect
    .poll(async () => (await api.get<{ body: { answer: string } } | null>(path))?.body.answer)
    .toBe(WORDS);
});

test('of two drafts the reviewer says which holds, and neither is lost', async ({ browser }) => {
  const id = await newItem('held_out');
  const person = await newReviewer();
  const page = await (await browser.newContext()).newPage();
  await signIn(page, person);
  await openDesk(page, id);
  await page.locator('#answer').fill('Violations: Nike.');
  await expect(page.getByText('Draft saved')).toBeVisible();

  // Meanwhile, on another device.
  const api = await as(person);
  const path = `/api/v1/projects/${PROJECT.slug}/items/${id}/draft`;
  const { version } = await api.get<{ version: number }>(path);
  await api.post(path, { version, body: { proposal_id: null, answer: 'Violations: Adidas.', regions: [] } });

  await page.locator('#answer').fill(WORDS);
  const told = page.getByRole('alert').filter({ hasText: 'changed in another place' });
  await expect(told).toContainText('“Violations: Adidas.”');
  await expect(told).toContainText(`“${WORDS}”`);
  // One's own is saved behind it; what was chosen is the newest all the same, however late the answer to that comes.
  await page.route('**/draft', async (route) => {
    const response = await route.fetch();
    await new Promise((done) => setTimeout(done, 1_000));
    await route.fulfill({ response });
  });
  await told.getByRole('button', { name: 'Take the other' }).click();
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  const newest = () => api.get<{ version: number; body: { answer: string } }>(path);
  await expect.poll(async () => (await newest()).version).toBeGreaterThan(version + 1);
  await expect.poll(async () => (await newest()).body.answer).toBe('Violations: Adidas.');
  await page.unrouteAll({ behavior: 'wait' });
  await page.getByRole('button', { name: 'Put mine back' }).click();
  await expect(page.locator('#answer')).toHaveValue(WORDS);
  await expect
    .poll(async () => (await api.get<{ body: { answer: string } }>(path)).body.answer)
    .toBe(WORDS);
});

test('a draft of what somebody else has decided is told so, not that it was changed elsewhere', async ({ browser }) => {
  const id = await newItem('held_out');
  const [person, rival] = [await newReviewer(), await newReviewer()];
  const page = await (await browser.newContext()).newPage();
  await signIn(page, person);
  await openDesk(page, id);
  await page.locator('#answer').fill('Violations: Nike.');
  await expect(page.getByText('Draft saved')).toBeVisible();
  await leaseRunsOut(id);
  const api = await as(rival);
  const { claim } = await api.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: id });
  const said = { fence: claim.fence, verdict: 'label', answer: 'No violations.' };
  await api.post(`${BASE}/items/${id}/reviews`, said);

  await page.locator('#answer').fill(WORDS);
  const told = page.getByRole('alert').filter({ hasText: 'This item has been decided' });
  await expect(told).toContainText(/draft is kept/i);
  await expect(page.getByText('Draft kept in this browser')).toBeVisible();
  await page.locator('#answer').fill('Violations: Adidas.');
  // It would be saved within two seconds.
  await page.waitForTimeout(2_500);
  await expect(page.getByRole('alert')).toHaveCount(1);
  await expect(told).toBeVisible();
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
});

test('a draft that was begun from another proposal is offered, and its words may be taken over', async ({ page }) => {
  const id = await drafted(page);
  await page.goto(`${address()}/account`);
  const lead = await asLead();
  const list = `/api/v1/projects/${PROJECT.slug}/items?q=${id}`;
  const holder = async () => (await lead.get<{ rows: { claimed_by: string | null }[] }>(list)).rows[0].claimed_by;
  await expect.poll(holder).toBeNull();
  await proposedAnew(id, 'Violations: Adidas.');

  const notice = page.locator('#notice');
  for (const again of [false, true]) {
    await openDesk(page, id);
    await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
    await expect(notice).toContainText(`“${WORDS}”`);
    // Long enough for what is written to be kept: nothing is, and the draft stays.
    if (!again) await page.waitForTimeout(2_000);
  }
  await notice.getByRole('button', { name: 'Take it over' }).click();
  await expect(page.locator('#answer')).toHaveValue(WORDS);
  await expect(page.locator('#note')).toHaveValue('half hidden');
  await expect(notice).toHaveCount(0);
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(page.getByRole('status')).toContainText('Correction saved');
});

test('claimed again, an item begins from what is proposed by now, and the draft is offered', async ({ page }) => {
  const id = await drafted(page);
  await leaseRunsOut(id);
  // Somebody else has had it meanwhile.
  const rival = await as(await newReviewer());
  const { claim } = await rival.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: id });
  await rival.post(`${BASE}/items/${id}/release`, { fence: claim.fence });
  await proposedAnew(id, 'Violations: Adidas.');

  await page.getByRole('button', { name: 'Save correction' }).click();
  await page.getByRole('button', { name: 'Claim it again' }).click();
  await expect(page.locator('#answer')).toHaveValue('Violations: Adidas.');
  const notice = page.locator('#notice');
  await expect(notice).toContainText(`“${WORDS}”`);
  await notice.getByRole('button', { name: 'Take it over' }).click();
  await expect(page.locator('#answer')).toHaveValue(WORDS);
  await looked(page);
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(page.getByRole('status')).toContainText('Correction saved');
});

test('without a connection the draft stays here, and goes up once there is one', async ({ browser }) => {
  const id = await newItem('held_out');
  const person = await newReviewer();
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, person);
  await openDesk(page, id);
  await context.setOffline(true);
  await page.locator('#answer').fill(WORDS);
  await expect(page.getByText('Draft kept in this browser')).toBeVisible();
  await page.getByRole('button', { name: 'Save label' }).click();
  const told = page.locator('#notice').filter({ hasText: 'Not saved' });
  await expect(told).toContainText('No connection to the server.');
  await expect(told).toContainText(/draft is kept/i);
  await expect(page.locator('#answer')).toHaveValue(WORDS);
  await context.setOffline(false);
  await expect(told).toContainText('The connection is back');
  await expect(page.locator('#notice')).toBeFocused();
  await told.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('status')).toContainText('Label saved');
  expect((await history(id)).reviews.map((r) => r.answer)).toEqual([WORDS]);
});

test('a decision under an old policy comes back with the draft and the new policy', async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.locator('#answer').fill(WORDS);
  const lead = await asLead();
  await lead.put(`${BASE}/policy`, { text: 'Flag Adidas, Nike and, since today, Puma.' });
  try {
    await page.getByRole('button', { name: 'Save label' }).click();
    const told = page.locator('#notice').filter({ hasText: 'policy has changed' });
    await expect(told).toContainText(/draft is kept/i);
    await expect(page.locator('#answer')).toHaveValue(WORDS);
    await told.getByRole('button', { name: 'Claim it again' }).click();
    await expect(page.locator('.policy-text')).toContainText('since today');
    await expect(page.locator('#answer')).toHaveValue(WORDS);
    await looked(page);
    await page.getByRole('button', { name: 'Save label' }).click();
    await expect(page.getByRole('status')).toContainText('Label saved');
  } finally {
    await lead.put(`${BASE}/policy`, { text: PROJECT.policy_text });
  }
});
