// Every page as a picture, to be looked at: `make screenshots` sets the environment as the tests have it.
import base from './playwright.config';

export default {
  ...base,
  testDir: './screenshots',
  testMatch: '*.shots.ts',
  reporter: [['line']],
  // Sixty pages, each drawn whole.
  timeout: 900_000,
  use: { ...base.use, trace: 'off', screenshot: 'off' },
} as typeof base;
