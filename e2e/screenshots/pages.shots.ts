// Every page in both themes, at a desk's width and a phone's, into .vitrine/screenshots/THEME-WIDTH/ROUTE.png.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, Page } from '@playwright/test';
import { modelSays, proposeRegions } from '../support/database';
import { asLead, newItem, newReviewer, openDesk, signIn } from '../support/desk';
import { editing, twoWeeks } from '../support/history';
import { open, places } from '../support/pages';
import { lesson, openLesson } from '../support/teaching';
import { test } from '../support/test';
import { address, LEAD, PROJECT, state } from '../support/world';

const FOLDER = path.join(state(), 'screenshots');
const SIZES = [
  [1440, 900],
  [390, 844],
];

async function shoot(page: Page, folder: string, route: string): Promise<void> {
  const name = route.replace('/p/:slug', 'project').replace(/^\//, '').replace(/\//g, '-').replace(/:/g, '') || 'projects';
  // Pictures are there, and what wakes up in the browser has drawn itself.
  // One that is loaded only when it is scrolled to may never be.
  await page.evaluate(() => {
    const all = Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
    return Promise.race([all, new Promise((done) => setTimeout(done, 3_000))]);
  });
  await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
}

// An item with an answer and regions lies on the desk of somebody who holds nothing else.
async function desk(page: Page): Promise<void> {
  const id = await newItem('train', [960, 720]);
  await modelSays(id, 'Violations: Nike.');
  await proposeRegions(id, [
    [0.12, 0.2, 0.4, 0.5],
    [0.55, 0.4, 0.9, 0.85],
  ]);
  await signIn(page, await newReviewer());
  await openDesk(page, id);
}

// The conversation goes on.
async function converse(page: Page): Promise<void> {
  await page.keyboard.press('j');
  // What is typed before the focus is there would be keys of the desk.
  await expect(page.getByLabel('Question of turn 2')).toBeFocused();
  await page.keyboard.type('Where is the mark?');
  await page.keyboard.press('Tab');
  await page.keyboard.type('On the heel, and again on the tongue.');
  await page.getByRole('button', { name: 'Add a turn' }).click();
}

// The same where answers teach, with a step lit.
async function teaching(page: Page): Promise<void> {
  const made = await lesson();
  await signIn(page, made.reviewer);
  await openLesson(page, made);
  await page.locator('#step-2').focus();
}

// Where somebody who forgot their password sets a new one.
async function passwordLink(): Promise<string> {
  const { name } = await newReviewer();
  const { token } = await (await asLead()).post<{ token: string }>(`/api/v1/users/${name}/password-link`, {});
  return `${address()}/set-password?link=${token}`;
}

let discussed = '';

test.beforeAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  discussed = await twoWeeks();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of SIZES) {
    test(`${colorScheme}, ${width}×${height}`, async ({ browser }) => {
      const folder = path.join(FOLDER, `${colorScheme}-${width}x${height}`);
      mkdirSync(folder, { recursive: true });
      const fresh = async () => (await browser.newContext({ colorScheme, viewport: { width, height } })).newPage();
      const page = await fresh();
      await page.goto(`${address()}/sign-in`);
      await shoot(page, folder, '/sign-in');
      await page.goto(await passwordLink());
      await shoot(page, folder, '/set-password');
      await signIn(page, LEAD);
      for (const { route, path } of await places()) {
        await open(page, path);
        await shoot(page, folder, route);
      }
      await open(page, `/p/${PROJECT.slug}/items/${discussed}`);
      await shoot(page, folder, '/p/:slug/items/:item-discussed');
      await open(page, `/p/${PROJECT.slug}/decisions?of=rosa`);
      await shoot(page, folder, '/p/:slug/decisions-of');
      await open(page, await editing());
      await shoot(page, folder, '/p/:slug/queues-edit');
      await page.goto(`${address()}/p/${PROJECT.slug}/nowhere`);
      await shoot(page, folder, '/missing');
      const reviewer = await fresh();
      await desk(reviewer);
      await shoot(reviewer, folder, '/p/:slug/desk/:item');
      await converse(reviewer);
      await shoot(reviewer, folder, '/p/:slug/desk/:item-turns');
      const teacher = await fresh();
      await teaching(teacher);
      await shoot(teacher, folder, '/p/:slug/desk/:item-steps');
    });
  }
}
