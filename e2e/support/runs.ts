// A training run from its triplets to the gate's decision, without the desk; a synthesis run to its end.
import { expect } from '@playwright/test';
import { asLead, newItem } from './desk';
import { PROJECT } from './world';

let decided: Promise<string> | undefined;

// What is true of one of its held-out items, in free words.
export const PROSE = 'A Puma shoe lies on the floor of an empty room.';

// The id of a run that has a loss curve and a comparison; made once.
export function decidedRun(): Promise<string> {
  return (decided ??= run());
}

async function run(): Promise<string> {
  const lead = await asLead();
  const base = `/api/v1/projects/${PROJECT.slug}`;
  for (const [split, answer] of [
    ['train', 'Violations: Nike.'],
    ['train', 'Violations: Nike.'],
    ['held_out', 'Violations: Nike.'],
    ['held_out', PROSE],
  ] as const) {
    const id = await newItem(split);
    const desk = await lead.post<{ claim: { fence: number } }>(`${base}/claims`, { item_id: id });
    await lead.post(`${base}/items/${id}/reviews`, {
      fence: desk.claim.fence,
      verdict: split === 'held_out' ? 'label' : 'correct',
      answer,
      regions: [],
    });
  }
  const { id } = await lead.post<{ id: string }>(`${base}/training-runs`, {});
  await expect
    .poll(async () => (await lead.get<{ run: { state: string } }>(`${base}/training-runs/${id}`)).run.state, {
      timeout: 120_000,
    })
    .toBe('decided');
  return id;
}

let ended: Promise<string> | undefined;

// The id of a synthesis run that came to its end without a teacher; made once.
export function endedSynthesis(): Promise<string> {
  return (ended ??= synthesis());
}

async function synthesis(): Promise<string> {
  const lead = await asLead();
  const base = `/api/v1/projects/${PROJECT.slug}/synthesis-runs`;
  const { id } = await lead.post<{ id: string }>(base, {
    teacher: { url: 'http://127.0.0.1:9/v1', model: 'nobody', prompt_price: 10, reply_price: 30 },
    counts: { conversation: 3, detail: 2 },
    budget: { tokens: 50_000, dollars: 1 },
  });
  await expect
    .poll(async () => (await lead.get<{ state: string }>(`${base}/${id}`)).state, { timeout: 60_000 })
    .toBe('failed');
  return id;
}

// The evaluation of that run's candidate, which has the champion's beside it.
export async function comparison(): Promise<string> {
  const lead = await asLead();
  const run = await decidedRun();
  const path = `/api/v1/projects/${PROJECT.slug}/training-runs/${run}`;
  return (await lead.get<{ after: { id: string } }>(path)).after.id;
}
