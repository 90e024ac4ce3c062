// What is measured in a browser, apart from the tests: `make bench-canvas` sets the environment as the tests have it.
import base from './playwright.config';

export default {
  ...base,
  testDir: './bench',
  testMatch: '*.bench.ts',
  reporter: [['line']],
  // Nothing but what is measured is at work in the page.
  use: { ...base.use, trace: 'off', screenshot: 'off' },
} as typeof base;
