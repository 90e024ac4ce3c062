// What is measured in a browser, apart from the tests: `make bench-canvas` sets the environment as the tests have it.
import base from './playwright.config';

export default { ...base, testDir: './bench', testMatch: '*.bench.ts', reporter: [['line']] };
