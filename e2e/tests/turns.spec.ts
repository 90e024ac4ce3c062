// Further turns: added by key and button, kept over a reload, moved, removed and undone, sent, shown and exported.
import { expect, Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { modelSays } from '../support/database';
import { asLead, newItem, newReviewer, openDesk, signIn } from '../support/desk';
import { test } from '../support/test';
import { address, LEAD, PROJECT } from '../support/world';

const question = (page: Page, n: number) => page.getByLabel(`Question of turn ${n}`, { exact: true });
const answer = (page: Page, n: number) => page.getByLabel(`Answer of turn ${n}`, { exact: true });
const turns = (page: Page) => page.getByRole('list', { name: 'Further turns' }).getByRole('listitem');

interface Turn {
  instruction: string;
  response: string;
}

// All turns that stand with the item's triplet.
async function curated(id: string): Promise<Turn[]> {
  const lead = await asLead();
  const path = `/api/v1/projects/${PROJECT.slug}/items/${id}`;
  const history = await lead.get<{ triplets: { turns?: Turn[]; superseded_by: string | null }[] }>(path);
  return history.triplets.find((t) => !t.superseded_by)?.turns ?? [];
}

test('a conversation is written, kept over a reload, sent, shown and exported', async ({ page, browser }) => {
  const id = await newItem('train');
  await modelSays(id, 'Violations: Nike.');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  const main = page.getByRole('group', { name: 'Verdict' }).getByRole('button').first();
  await expect(main).toContainText('Accept');
  await expect(turns(page)).toHaveCount(0);

  // By key; the focus lies in the new question, and letters are text there.
  await page.keyboard.press('j');
  await expect(question(page, 2)).toBeFocused();
  await page.keyboard.type('Where is it?');
  await page.keyboard.press('Tab');
  await expect(answer(page, 2)).toBeFocused();
  await page.keyboard.type('On the left, just so.');
  // What was proposed stands as it was.
  await expect(main).toContainText('Accept');

  // Half a turn is not sent, and it is said which.
  await page.getByRole('button', { name: 'Add a turn' }).click();
  await expect(question(page, 3)).toBeFocused();
  await page.keyboard.type('Why?');
  await main.click();
  await expect(page.getByRole('status')).toContainText('Turn 3 has no answer');
  await expect(answer(page, 3)).toBeFocused();
  await expect(page.getByText('Draft saved')).toBeVisible();

  // Mid-edit the page is loaded again.
  await page.reload();
  await expect(question(page, 3)).toHaveValue('Why?');
  await expect(answer(page, 2)).toHaveValue('On the left, just so.');
  const { violations } = await new AxeBuilder({ page }).include('.desk').analyze();
  expect(violations).toEqual([]);
  await answer(page, 3).fill('It fell.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('status')).toContainText('Accepted');

  const want = [
    { instruction: 'Where is it?', response: 'On the left, just so.' },
    { instruction: 'Why?', response: 'It fell.' },
  ];
  expect(await curated(id)).toEqual(want);
  await page.goto(`${address()}/p/${PROJECT.slug}/items/${id}`);
  const shown = page.locator('.entry-good').getByRole('list', { name: 'Further turns' });
  await expect(shown.getByRole('listitem')).toHaveText([/Where is it\?.*On the left/s, /Why\?.*It fell/s]);
  await page.goto(`${address()}/p/${PROJECT.slug}/curated`);
  await page.locator('li.triplet', { has: page.locator(`a[href$="${id}"]`) }).getByText('2 further turns').click();
  await expect(page.getByText('On the left, just so.')).toBeVisible();

  const lead = await asLead();
  const { snapshot_id } = await lead.post<{ snapshot_id: string }>(`/api/v1/projects/${PROJECT.slug}/snapshots`, {});
  const exporting = await (await browser.newContext()).newPage();
  await signIn(exporting, LEAD);
  const zip = await exporting.request.get(`${address()}/api/v1/projects/${PROJECT.slug}/snapshots/${snapshot_id}/export?format=llava`);
  // Nothing in the archive is compressed.
  const text = (await zip.body()).toString('utf8');
  const said = ['Where is it?', 'On the left, just so.', 'Why?', 'It fell.'].map((value, i) =>
    JSON.stringify({ from: i % 2 ? 'gpt' : 'human', value }),
  );
  expect(text).toContain(said.join(','));
});

test('turns are moved, removed and undone, and the focus is never lost', async ({ page }) => {
  const id = await newItem('held_out');
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.keyboard.press('0');
  for (const n of [2, 3, 4]) {
    await page.getByRole('button', { name: 'Add a turn' }).click();
    await expect(question(page, n)).toBeFocused();
    await page.keyboard.type(`Question ${n}?`);
    await answer(page, n).fill(`Answer ${n}.`);
  }
  const order = () => Promise.all([2, 3, 4].map((n) => question(page, n).inputValue()));
  await page.getByRole('button', { name: 'Move turn 4 up' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Move turn 3 up' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(question(page, 2)).toBeFocused();
  expect(await order()).toEqual(['Question 4?', 'Question 2?', 'Question 3?']);

  await page.getByRole('button', { name: 'Remove turn 3' }).click();
  await expect(page.getByRole('status')).toContainText('Turn 3 removed');
  await expect(question(page, 3)).toBeFocused();
  await expect(turns(page)).toHaveCount(2);
  // From a button, where letters are keys: the row that stays keeps the focus.
  await page.getByRole('button', { name: 'Remove turn 2' }).focus();
  await page.keyboard.press('z');
  await expect(turns(page)).toHaveCount(3);
  await expect(page.getByRole('button', { name: 'Remove turn 2' })).toBeFocused();
  expect(await order()).toEqual(['Question 4?', 'Question 2?', 'Question 3?']);
  await page.keyboard.press('z');
  await page.keyboard.press('z');
  expect(await order()).toEqual(['Question 2?', 'Question 3?', 'Question 4?']);

  // The row that goes gives it to the way to a new one.
  await page.getByRole('button', { name: 'Add a turn' }).click();
  await expect(question(page, 5)).toBeFocused();
  await page.getByRole('button', { name: 'Remove turn 5' }).focus();
  await page.keyboard.press('z');
  await expect(turns(page)).toHaveCount(3);
  await expect(page.getByRole('button', { name: 'Add a turn' })).toBeFocused();

  // Where none had it, none gets it.
  await page.keyboard.press('j');
  await expect(question(page, 5)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question(page, 5)).not.toBeFocused();
  await page.keyboard.press('z');
  await expect(turns(page)).toHaveCount(3);
  await expect(page.getByRole('button', { name: 'Add a turn' })).not.toBeFocused();

  for (const n of [4, 3, 2]) await page.getByRole('button', { name: `Remove turn ${n}` }).click();
  await expect(page.getByRole('button', { name: 'Add a turn' })).toBeFocused();
  await expect(turns(page)).toHaveCount(0);
  for (let n = 2; n < 10; n++) await page.getByRole('button', { name: 'Add a turn' }).click();
  await expect(page.getByRole('button', { name: 'Add a turn' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await expect(page.getByRole('status')).toContainText('room for 8');
  for (let n = 9; n > 2; n--) await page.getByRole('button', { name: `Remove turn ${n}` }).click();
  await question(page, 2).fill('Which?');
  await answer(page, 2).fill('That.');
  await page.getByRole('button', { name: 'Save label' }).click();
  await expect(page.getByRole('status')).toContainText('Label saved');
  expect(await curated(id)).toEqual([{ instruction: 'Which?', response: 'That.' }]);

  // Taken back, the turns lie here again.
  await page.keyboard.press('u');
  await expect(answer(page, 2)).toHaveValue('That.');
});
