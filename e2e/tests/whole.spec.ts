// Every page of a project with two weeks and four reviewers behind it. Its rules hold for the project from then on: the
// last of all files.
import { expect } from '@playwright/test';
import { faults } from '../support/axe';
import { signIn } from '../support/desk';
import { editing, twoWeeks } from '../support/history';
import { open, over, places } from '../support/pages';
import { test } from '../support/test';
import { address, LEAD, PROJECT } from '../support/world';

for (const [colorScheme, width, height] of [
  ['light', 1440, 900],
  ['dark', 390, 844],
  // A laptop at 200 %.
  ['light', 640, 400],
] as const) {
  test(`a full project's pages have no fault that axe finds and none is too wide, ${colorScheme}, ${width}×${height}`, async ({ browser }) => {
    test.setTimeout(480_000);
    const item = await twoWeeks();
    const page = await (await browser.newContext({ colorScheme, viewport: { width, height } })).newPage();
    await signIn(page, LEAD);
    const found: string[] = [];
    const look = async (name: string) => {
      found.push(...(await faults(page)));
      const wider = await over(page);
      if (wider > 0) found.push(`${name} is ${wider} px too wide`);
    };
    for (const { path } of await places()) {
      await open(page, path);
      await look(path);
    }
    const within = (rest: string) => `/p/${PROJECT.slug}${rest}`;
    for (const path of [await editing(), within('/decisions?of=rosa'), within(`/items/${item}`), within('/nowhere')]) {
      await page.goto(address() + path);
      await look(path);
    }
    expect(found).toEqual([]);
  });
}
