// An evaluation of the base on a benchmark, without the form; and bills to set beside each other.
import { expect } from '@playwright/test';
import { asLead } from './desk';
import { PROJECT } from './world';

const base = `/api/v1/projects/${PROJECT.slug}`;

let measured: Promise<string> | undefined;

// The id of one that has a result; made once.
export function doneEvaluation(): Promise<string> {
  return (measured ??= evaluate());
}

async function evaluate(): Promise<string> {
  const lead = await asLead();
  const version = await baseVersion();
  const body = { model_version_id: version, benchmark: 'scienceqa' };
  const { id } = await lead.post<{ id: string }>(`${base}/benchmark-evaluations`, body);
  await expect
    .poll(async () => (await lead.get<{ state: string }>(`${base}/benchmark-evaluations/${id}`)).state, {
      timeout: 120_000,
    })
    .toBe('done');
  return id;
}

async function baseVersion(): Promise<string> {
  const lead = await asLead();
  let id: string | undefined;
  await expect
    .poll(async () => {
      const all = await lead.get<{ id: string; name: string }[]>(`${base}/model-versions`);
      return (id = all.find((v) => v.name === 'base')?.id);
    })
    .toBeTruthy();
  return id as string;
}

// The bill of a run on the same rows, with images or without.
export function bill(modality: 'image' | 'text'): object {
  const image = modality === 'image';
  return {
    modality,
    base: 'b'.repeat(64),
    rows_sha256: 'r',
    held_out_sha256: 'h',
    settings: { epochs: 2 },
    rows: 250,
    visual_tokens: image ? 64 : 0,
    steps: 30,
    encoding_seconds: image ? 9.5 : 0,
    training_seconds: image ? 52.3 : 14.7,
    tokens: image ? 5587 : 1687,
    supervised_tokens: 400,
    peak_memory_mb: image ? 1980 : 1377,
    held_out: { rows: 155, loss: image ? 0.488 : 0.569, exact: 0.4, cut: 0, chrf: 71.2 },
    machine: '2 cores, x86_64',
  };
}
