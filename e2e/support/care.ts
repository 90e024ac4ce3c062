// Projects whose images come veiled.
import { expect, Page } from '@playwright/test';
import { asLead, newReviewer } from './desk';
import { png } from './png';
import { address, Person, PROJECT } from './world';

// A project of its own, its items blind so that no worker is waited for; veiled.
export async function veiledProject(care: object = {}): Promise<{ slug: string; items: string[] }> {
  const lead = await asLead();
  const slug = `care-${Date.now()}`;
  await lead.post('/api/v1/projects', { ...PROJECT, slug, name: 'Veiled', settings: { care: { veil: true, ...care } } });
  const items: string[] = [];
  for (let i = 0; i < 3; i++) {
    const seed = Date.now() + 7919 * i;
    items.push(await lead.upload(`/api/v1/projects/${slug}/items?split=held_out`, `${seed}.png`, png(seed)));
  }
  return { slug, items };
}

export async function reviewerOf(slug: string): Promise<Person> {
  const person = await newReviewer();
  await (await asLead()).put(`/api/v1/projects/${slug}/members/${person.name}`, { role: 'reviewer' });
  return person;
}

export async function openVeiled(page: Page, slug: string, item: string): Promise<void> {
  await page.goto(`${address()}/p/${slug}/desk/${item}`);
  await expect(page.getByRole('group', { name: 'Verdict' })).toBeVisible();
}
