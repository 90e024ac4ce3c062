// Who and what the tests meet. The database is made for one run, so these passwords open nothing else.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Person {
  name: string;
  shown: string;
  password: string;
}

// The set-up and the tests run in different processes: the password is drawn once and handed on.
const password = (process.env.VITRINE_E2E_PASSWORD ??= randomBytes(12).toString('hex'));

export const LEAD: Person = { name: 'lena', shown: 'Lena Lead', password };

export const PROJECT = {
  slug: 'brands',
  name: 'Brand policy',
  instruction: 'Flag policy-violating logos. Say which, and where.',
  policy_text: 'Flag Adidas and Nike.\nPuma is allowed.',
  labels: ['Adidas', 'Nike', 'Puma'],
  // A run that is over in seconds.
  settings: {
    // Nobody answers there.
    teachers: { hosts: ['127.0.0.1:9'] },
    training: { train: { max_steps: 30, batch: 2 }, head: { epochs: 1, min_steps: 5 }, replay: 0 },
  },
};

// The project's routes.
export const BASE = `/api/v1/projects/${PROJECT.slug}`;

export const SESSION_FILE = 'world.json';

export function state(): string {
  return process.env.VITRINE_STATE ?? path.resolve(__dirname, '../../.vitrine');
}

export function address(): string {
  return JSON.parse(readFileSync(path.join(state(), 'e2e', SESSION_FILE), 'utf8')).address;
}
