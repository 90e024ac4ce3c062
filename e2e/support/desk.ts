// The desk as a reviewer handles it.
import { expect, Page } from '@playwright/test';
import { Api } from './api';
import { modelSays } from './database';
import { held } from './held';
import { address, LEAD, Person, PROJECT } from './world';
import { png } from './png';

export async function signIn(page: Page, person: Person, next = '/'): Promise<void> {
  await page.goto(`${address()}/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

let lead: Promise<Api> | undefined;

// The lead's session, opened once.
export function asLead(): Promise<Api> {
  return (lead ??= Api.signIn(address(), LEAD));
}

// A reviewer of one's own: claims that another test left behind are not in the way.
export async function newReviewer(): Promise<Person> {
  const name = `r${Date.now().toString(36)}${drawn++}`;
  const person = { name, shown: `Reviewer ${name}`, password: LEAD.password };
  const api = await asLead();
  await api.post('/api/v1/users', { name, display_name: person.shown, password: person.password });
  await api.put(`/api/v1/projects/${PROJECT.slug}/members/${name}`, { role: 'reviewer' });
  return person;
}

let drawn = 0;

// One more item of a split; training items are waited for until the worker has proposed an answer.
export async function newItem(split: 'train' | 'held_out', size?: [number, number]): Promise<string> {
  const lead = await asLead();
  const seed = Date.now() + 7919 * drawn++;
  const id = await lead.upload(`/api/v1/projects/${PROJECT.slug}/items?split=${split}`, `${seed}.png`, png(seed, ...(size ?? [])));
  await expect
    .poll(
      async () => {
        const history = await lead.get<{ item: { state: string } }>(`/api/v1/projects/${PROJECT.slug}/items/${id}`);
        return history.item.state;
      },
      { timeout: 60_000 },
    )
    .toBe('queued');
  return id;
}

// The desk with this item on it, its island awake.
export async function openDesk(page: Page, id: string): Promise<void> {
  await page.goto(`${address()}/p/${PROJECT.slug}/desk/${id}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
}

// Open, with the part of it that comes later.
export async function wholeDesk(page: Page): Promise<void> {
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
  await page.keyboard.press('Shift');
  await page.locator('.desk dialog').first().waitFor({ state: 'attached' });
}

// What has come to lie on an open desk is decided once it was looked at: 400 ms from its first frame.
export async function looked(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  await page.locator('.desk:not(.fresh):not(.resting)').waitFor();
}

// Draws a box on the picture with the mouse; corners in shares of what the picture fills.
export async function draw(page: Page, [x1, y1, x2, y2]: number[]): Promise<void> {
  const box = await picture(page);
  await page.mouse.move(box.x + x1 * box.width, box.y + y1 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + ((x1 + x2) / 2) * box.width, box.y + ((y1 + y2) / 2) * box.height);
  await page.mouse.move(box.x + x2 * box.width, box.y + y2 * box.height);
  await page.mouse.up();
}

// Where the picture itself is on the screen. On a phone what was done before may have scrolled it away.
export async function picture(page: Page) {
  await page.locator('#stage').scrollIntoViewIfNeeded();
  const box = await page.locator('.stage-image').boundingBox();
  if (!box) throw new Error('the picture is not shown');
  return box;
}

// A place on the picture, in shares of it, on the screen.
export async function at(page: Page, [x, y]: number[]): Promise<[number, number]> {
  const box = await picture(page);
  return [box.x + x * box.width, box.y + y * box.height];
}

// From one place on the picture to another, in steps as a hand has them.
export async function dragFrom(page: Page, from: number[], to: number[]): Promise<void> {
  await page.mouse.move(...(await at(page, from)));
  await page.mouse.down();
  await page.mouse.move(...(await at(page, to)), { steps: 6 });
  await page.mouse.up();
}

export async function clickAt(page: Page, spot: number[]): Promise<void> {
  await page.mouse.click(...(await at(page, spot)));
}

// What the server holds of an item.
export async function history(id: string): Promise<History> {
  const lead = await asLead();
  return lead.get<History>(`/api/v1/projects/${PROJECT.slug}/items/${id}`);
}

export interface Region {
  label: string;
  kind: 'box' | 'polygon' | 'point';
  xyxy: [number, number, number, number];
  points: [number, number][];
  xy: [number, number];
  source: string;
}

export interface History {
  item: { state: string };
  proposals: {
    answer: string;
    regions: Region[];
    unsure_spans: { start: number; end: number; confidence: number }[];
  }[];
  reviews: { verdict: string; answer: string; regions: Region[]; correction: boolean; reviewer: string }[];
  triplets: { response: string; regions: Region[]; superseded_by: string | null }[];
}

// `/api/v1` as this person.
export function as(person: Person): Promise<Api> {
  return Api.signIn(address(), person);
}

// Items of the train split that are this person's alone, in a view of their own: what other tests have left in the
// queue is not in the way.
export async function sentTo(person: Person, n: number): Promise<{ ids: string[]; view: string }> {
  const lead = await asLead();
  const ids: string[] = [];
  for (let i = 0; i < n; i++) {
    const id = await newItem('train');
    await modelSays(id, 'Violations: Nike.');
    await lead.post(`/api/v1/projects/${PROJECT.slug}/items/${id}/send`, { to: person.name });
    ids.push(id);
  }
  const own = await as(person);
  const { id } = await own.post<{ id: string }>(`/api/v1/projects/${PROJECT.slug}/views`, {
    name: 'Mine',
    filter: { assignee: 'me' },
  });
  return { ids, view: id };
}

// Which item lies on the desk, by its picture.
export function shown(page: Page): Promise<string | null> {
  return page.locator('.stage-image').getAttribute('href');
}

// What the desk fetches only once it is needed.
export const LATER = /\/pkg\/later\.[0-9a-f]{16}\.wasm$/;

// Keeps that from coming until it is let go.
export const heldLater = (page: Page) => held(page, LATER);

// How many drafts this browser keeps.
export const kept = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('vitrine.draft.')).length);
