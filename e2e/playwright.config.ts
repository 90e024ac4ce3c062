// Vitrine in Debian's Chromium. `make e2e` sets the environment: the programs (VITRINE_BIN), the site
// (VITRINE_SITE), a Postgres of its own (VITRINE_OWNER_DATABASE_URL, VITRINE_DATABASE_URL), a folder for what
// the tests make (VITRINE_STATE/e2e), the browser (VITRINE_CHROMIUM).
import { defineConfig, devices } from '@playwright/test';
import path from 'node:path';

const state = process.env.VITRINE_STATE ?? path.resolve(__dirname, '../.vitrine');

export default defineConfig({
  testDir: './tests',
  outputDir: path.join(state, 'e2e/results'),
  // What a failure left behind (trace, picture) is there; nothing is kept of what passed.
  reporter: [['list'], ['html', { outputFolder: path.join(state, 'e2e/report'), open: 'never' }]],
  globalSetup: './global_setup.ts',
  // One project, one queue: tests follow one another.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // A run on a shared machine that fails once is tried once more, and told as flaky.
  retries: process.env.CI ? 1 : 0,
  // A page's accessibility check takes seconds on a busy machine, and a test does a dozen.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  use: {
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.VITRINE_CHROMIUM ?? '/usr/bin/chromium',
      // No sandbox inside a container; the others keep Chromium from asking a closed network for updates.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'] } }],
});
