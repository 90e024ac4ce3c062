// What is sent or fetched, held up on its way.
import { Page } from '@playwright/test';

export interface Answer {
  status: number;
  json: object;
}

// What goes to this address waits until it is let go; then it goes on, or gets this answer instead of the server's.
export async function held(page: Page, url: string | RegExp, answer?: Answer): Promise<() => void> {
  let go = () => {};
  const gone = new Promise<void>((resolve) => (go = resolve));
  await page.route(url, async (route) => {
    await gone;
    await (answer ? route.fulfill(answer) : route.continue());
  });
  return go;
}
