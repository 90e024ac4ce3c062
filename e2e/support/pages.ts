// Every page there is, by the application's own list of routes: one that is added is looked at, or the tests say that
// they do not know the way to it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, Page } from '@playwright/test';
import { newItem } from './desk';
import { doneEvaluation } from './evaluations';
import { comparison, decidedRun, endedSynthesis } from './runs';
import { address, PROJECT } from './world';

const ROUTES = path.resolve(__dirname, '../../app/src/shell.rs');

// Of what has an id in its address, one that shows all that its page can.
const ONE: Record<string, () => Promise<string>> = {
  '/p/:slug/items/:item': () => newItem('held_out'),
  '/p/:slug/runs/:run': decidedRun,
  '/p/:slug/synthesis/:run': endedSynthesis,
  '/p/:slug/benchmarks/:evaluation': doneEvaluation,
  '/p/:slug/compare/:evaluation': async () => `${await comparison()}?show=all`,
  '/p/:slug/errors/:evaluation': comparison,
};
// Not opened by signing in and going there: before one signs in, by a link, and with an item of one's own on the desk.
const APART = ['/sign-in', '/set-password', '/p/:slug/desk/:item'];

export interface Place {
  route: string;
  path: string;
}

// All that a lead can open, in the order of the routes.
export async function places(): Promise<Place[]> {
  const routes = [...readFileSync(ROUTES, 'utf8').matchAll(/path=path!\("([^"]+)"\)/g)].map((m) => m[1]);
  if (routes.length < 20) throw new Error(`${ROUTES} no longer names its routes as it did`);
  const all: Place[] = [];
  for (const route of routes.filter((r) => !APART.includes(r))) {
    const within = route.replace(':slug', PROJECT.slug);
    const [before, id] = within.split(/:(.*)/s);
    if (id !== undefined && !ONE[route]) throw new Error(`support/pages.ts knows no way to ${route}`);
    all.push({ route, path: id === undefined ? within : before + (await ONE[route]()) });
  }
  return all;
}

// The page, with all that is drawn on it.
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(address() + path);
  await expect(page.locator('h1').first()).toBeAttached();
  // The desk as the browser builds it, not what the server sent in its place.
  await expect(page.locator('.desk-place[inert]')).toHaveCount(0);
  if (path.includes('/runs/')) {
    await expect(page.getByRole('img', { name: /^Loss of step 30: .* mean of the last 20 steps: / })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Not promoted' })).toBeVisible();
  }
}

// By how much the page is wider than the window.
export const over = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
