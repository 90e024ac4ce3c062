// The `test` that every file begins with: what one has opened in the browser is closed once it is over, passed or not.
import { test as base } from '@playwright/test';

export const test = base.extend<{ closes: void }>({
  closes: [
    async ({ browser }, use) => {
      // What was open before lives longer than this test.
      const before = browser.contexts();
      await use();
      // A desk that stays open would take the next test's item.
      for (const context of browser.contexts()) if (!before.includes(context)) await context.close();
    },
    { auto: true },
  ],
});
