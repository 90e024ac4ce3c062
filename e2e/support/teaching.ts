// A project that teaches: diagrams whose explanations are tied step by step to what is marked on them.
import { expect, Page } from '@playwright/test';
import { modelSays, proposeRegions } from './database';
import { asLead, newReviewer } from './desk';
import { png } from './png';
import { address, Person } from './world';

// Its last step is tied to nothing, and its lamp is in no step.
export const EXPLAINED = [
  'A circuit with one source.',
  '1. The battery drives the current.',
  '2. Resistor #2 comes first.',
  '3. Both resistors share the voltage.',
  '4. So it glows.',
].join('\n');

const MARKED = ['Battery', 'Resistor', 'Resistor', 'Lamp'];
const BOXES = [
  [0.05, 0.35, 0.2, 0.65],
  [0.3, 0.1, 0.5, 0.25],
  [0.6, 0.1, 0.8, 0.25],
  [0.75, 0.5, 0.95, 0.8],
];

let made: Promise<string> | undefined;

// Its slug; made once.
function project(): Promise<string> {
  return (made ??= (async () => {
    const slug = `circuits-${Date.now()}`;
    await (await asLead()).post('/api/v1/projects', {
      slug,
      name: 'Circuits',
      instruction: 'Explain step by step how this circuit works.',
      policy_text: 'Name every component that is marked. One thought a step.',
      labels: ['Battery', 'Lamp', 'Resistor'],
      settings: { mode: 'instructor' },
    });
    return slug;
  })());
}

export interface Lesson {
  slug: string;
  item: string;
  // Of the project, in REST.
  base: string;
  reviewer: Person;
}

// An item that the model has explained so, with a battery, two resistors and a lamp marked, and who reviews it.
export async function lesson(answer = EXPLAINED): Promise<Lesson> {
  const [lead, slug, reviewer] = [await asLead(), await project(), await newReviewer()];
  const base = `/api/v1/projects/${slug}`;
  await lead.put(`${base}/members/${reviewer.name}`, { role: 'reviewer' });
  const seed = Date.now();
  const item = await lead.upload(`${base}/items?split=train`, `${seed}.png`, png(seed, 960, 720));
  const state = async () => (await lead.get<{ item: { state: string } }>(`${base}/items/${item}`)).item.state;
  await expect.poll(state, { timeout: 120_000 }).toBe('queued');
  await modelSays(item, answer);
  await proposeRegions(item, BOXES, MARKED);
  return { slug, item, base, reviewer };
}

export async function openLesson(page: Page, { slug, item }: Lesson): Promise<void> {
  await page.goto(`${address()}/p/${slug}/desk/${item}`);
  await expect(page.getByRole('heading', { name: /^Steps/ })).toBeVisible();
}
