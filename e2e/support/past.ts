// Two weeks of a project as rows: what the server would have left of reviews if they had come when they are said to.
// The same every time but for the days, of which the last was yesterday.
import { Opinion, random, Shoe, shoe, Who } from './opinions';

export type Row = Record<string, string | number | boolean | null | Date | object>;

// What is there already.
export interface Ground {
  project: string;
  policy: string;
  version: string;
  people: Record<Who, string>;
  images: string[];
}

export interface Item {
  id: string;
  shoe: Shoe;
  proposal: string;
  created: Date;
  row: Row;
  fence: number;
}

export const SEVERITIES: Record<string, number> = { Adidas: 0.6, Nike: 0.9, Puma: 0.2 };
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS = 14;
const QUESTIONS = [
  'Which marks on this shoe does the policy forbid?',
  'Flag what may not be sold, and show where it is.',
  'Is there a logo that has to go? Say which.',
  'Check the sole and the tongue for brands.',
  'Look at the heel: does a brand show?',
];

// Seconds at the desk: Tom takes few, Mina is quick every now and then.
function seconds(who: Who, nth: number): number {
  if (who === 'tom') return 4 + 5 * random();
  if (who === 'mina') return nth % 10 < 3 ? 3 + 3 * random() : 25 + 22 * random();
  return 28 + 34 * random();
}

export class Past {
  // Tables in an order in which none points at one that is not filled yet.
  readonly rows = {
    items: [] as Row[],
    proposals: [] as Row[],
    reviews: [] as Row[],
    triplets: [] as Row[],
    gold_items: [] as Row[],
    reveals: [] as Row[],
    audit_events: [] as Row[],
  };
  private readonly today = Math.floor(Date.now() / DAY) * DAY;
  private readonly reviewed = new Map<Who, number>();
  private made = 0;
  private asked = 0;

  constructor(readonly ground: Ground) {}

  // So far into the two weeks, 0 to below 1, within working hours.
  at(share: number): Date {
    const day = Math.floor(share * DAYS);
    return new Date(this.today - (DAYS - day) * DAY + (8 + 9 * (share * DAYS - day)) * HOUR);
  }

  // Begins with its time as the server's do, for lists go by it.
  id(when: Date): string {
    const time = when.getTime().toString(16).padStart(12, '0');
    const own = (Math.imul(++this.made, 2_654_435_761) >>> 0).toString(16).padStart(8, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-0000${own}`;
  }

  propose(item: string, { model, right }: Shoe, when: Date): string {
    const { project: project_id, version: model_version_id } = this.ground;
    const id = this.id(when);
    const word = right ? null : model.answer.match(/(?<=: )\w+/);
    const start = word?.index ?? 0;
    const unsure_spans = word ? [{ start, end: start + word[0].length, confidence: 0.3 }] : [];
    const confidence = (right ? 0.7 : 0.35) + 0.27 * random();
    const cost = { prompt_tokens: 96, answer_tokens: 8, seconds: 0.4 };
    const said = { ...model, well_formed: true, confidence, unsure_spans, ...cost };
    this.rows.proposals.push({ id, project_id, item_id: item, model_version_id, ...said, created_at: when });
    return id;
  }

  // A further question about one of the images; or a copy of a gold item, for one reviewer.
  item(share: number, gold?: { of: Item; to: Who }): Item {
    const { project: project_id, images, people } = this.ground;
    const n = gold?.of.shoe.n ?? this.asked++;
    const created = gold?.of.created ?? new Date(this.at(share).getTime() - 30 * HOUR);
    const id = this.id(created);
    const about = { image_id: images[n % images.length], instruction: QUESTIONS[Math.floor(n / images.length)] };
    const copy = { gold_of: gold?.of.id ?? null, gold_for: gold ? people[gold.to] : null };
    const state = { state: 'queued', decided_at: null, second_of: null, fence: 0 };
    const row: Row = { id, project_id, ...about, blind: false, split: 'train', created_at: created, ...state, ...copy };
    this.rows.items.push(row);
    const of = gold?.of.shoe ?? shoe(n);
    return { id, shoe: of, proposal: this.propose(id, of, new Date(created.getTime() + MINUTE)), created, row, fence: 0 };
  }

  // Its id. `beside`: the first review, of which it is the second; `settles`: the second, where the two differ.
  review(item: Item, who: Who, share: number, said: Opinion, of: { beside?: string; settles?: string } = {}): string {
    const { project: project_id, policy: policy_id, people } = this.ground;
    const nth = this.reviewed.get(who) ?? 0;
    this.reviewed.set(who, nth + 1);
    const when = this.at(share);
    const took = seconds(who, nth);
    const id = this.id(when);
    item.row.fence = ++item.fence;
    const round = of.settles ? 'adjudication' : of.beside ? 'second' : 'first';
    const turn = { fence: item.fence, round, beside: of.beside ?? null, supersedes: of.settles ?? null };
    const about = { item_id: item.id, proposal_id: item.proposal, instruction: item.row.instruction, policy_id };
    const correction = said.verdict === 'correct';
    const by = { reviewer_id: people[who], seconds: took, created_at: when };
    this.rows.reviews.push({ id, project_id, ...about, ...said, correction, ...turn, ...by });
    this.reveal(item, who, new Date(when.getTime() - 1_000 * took));
    this.audit(who, when, 'review.submit', ['review', id], { item: item.id, verdict: said.verdict, correction });
    return id;
  }

  curate(item: Item, review: string, said: Opinion, when: Date): void {
    const { project: project_id, policy: policy_id, version: model_version_id } = this.ground;
    const { image_id, instruction } = item.row;
    const about = { item_id: item.id, image_id, blind: false, split: 'train', instruction, policy_id };
    const from = { review_id: review, proposal_id: item.proposal, model_version_id };
    const truth = { response: said.answer, regions: said.regions, created_at: when };
    this.rows.triplets.push({ id: this.id(when), project_id, ...about, ...from, ...truth });
  }

  gold(item: Item, review: string, by: Who, when: Date): void {
    const { project: project_id, people } = this.ground;
    const row = { item_id: item.id, project_id, review_id: review, marked_by: people[by], marked_at: when };
    this.rows.gold_items.push(row);
    this.audit(by, when, 'gold.mark', ['item', item.id], {});
  }

  reveal(item: Item, who: Who, when: Date): void {
    const { project: project_id, people } = this.ground;
    const severity = Math.max(0, ...item.shoe.model.regions.map((r) => SEVERITIES[r.label]));
    const after = (minutes: number) => new Date(when.getTime() + minutes * MINUTE);
    const until = { revealed_at: when, expires_at: after(10), veiled_at: random() < 0.5 ? after(random()) : null };
    const about = { item_id: item.id, reviewer_id: people[who], severity, exposure: 1 + 4 * severity };
    this.rows.reveals.push({ id: this.id(when), project_id, ...about, ...until });
  }

  private audit(who: Who, at: Date, action: string, [kind, subject]: [string, string], detail: object): void {
    const { project: project_id, people } = this.ground;
    const what = { action, subject_kind: kind, subject_id: subject, detail };
    const by = { actor_id: people[who], actor_name: who, from_address: '127.0.0.1' };
    this.rows.audit_events.push({ id: this.id(at), project_id, ...by, ...what, at });
  }
}
