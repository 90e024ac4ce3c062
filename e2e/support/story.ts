// What happened in those two weeks: pairs of reviews that agree or not, gold items told right and wrong, what waits.
import { agree, Opinion, opinion, shoe, Who } from './opinions';
import { HOUR, Item, MINUTE, Past } from './past';

// Who looked first, who second, at how many. Below twenty a page says that they are too few: so are Piet's.
const PAIRS: [Who, Who, number][] = [
  ['rosa', 'tom', 18],
  ['tom', 'rosa', 18],
  ['mina', 'rosa', 16],
  ['rosa', 'mina', 16],
  ['tom', 'mina', 14],
  ['mina', 'tom', 14],
  ['piet', 'rosa', 4],
  ['mina', 'piet', 3],
];
const GOLD: [Who, number][] = [
  ['rosa', 22],
  ['mina', 21],
  ['tom', 22],
  ['piet', 6],
];

// The item that was settled last: people talk about it.
export function story(past: Past): Item {
  gold(past);
  const settled = pairs(past);
  asides(past);
  return settled;
}

// Lena's truth, and what each made of an unmarked copy.
function gold(past: Past): void {
  const originals = Array.from({ length: 22 }, (_, k) => {
    const share = k / 100;
    const item = past.item(share);
    const review = stands(past, item, 'lena', share);
    past.gold(item, review, 'lena', new Date(past.at(share).getTime() + HOUR));
    return item;
  });
  for (const [who, n] of GOLD) {
    for (const [k, of] of originals.slice(0, n).entries()) {
      const share = 0.35 + (0.6 * k) / n;
      const copy = past.item(share, { of, to: who });
      past.review(copy, who, share, opinion(who, copy.shoe));
      leave(past, copy, 'decided', share);
    }
  }
  for (const [k, minutes] of [95, 40, 15].entries()) {
    past.reveal(originals[k], 'lena', new Date(Date.now() - minutes * MINUTE));
  }
}

// A pair's items spread evenly over the days, every seventeenth too blurred; what differs is settled three days later.
function pairs(past: Past): Item {
  const turns = PAIRS.flatMap(([one, two, n]) => Array.from({ length: n }, (_, k) => ({ one, two, place: (k + 0.5) / n })));
  turns.sort((a, b) => a.place - b.place);
  let settled: Item | undefined;
  for (const [k, { one, two, place }] of turns.entries()) {
    const [share, later] = [0.02 + 0.92 * place, 0.04 + 0.92 * place];
    const item = past.item(share);
    const blurred = k % 17 === 11;
    const [a, b] = [opinion(one, item.shoe, blurred), opinion(two, item.shoe, blurred)];
    const beside = past.review(item, one, share, a);
    const second = past.review(item, two, later, b, { beside });
    const when = later + 0.22;
    if (agree(a, b)) {
      curate(past, item, second, b, later);
    } else if (when < 1) {
      stands(past, item, 'lena', when, { settles: second }, blurred);
      settled = item;
    } else {
      leave(past, item, 'adjudication', later);
    }
  }
  if (!settled) throw new Error('nothing was settled');
  return settled;
}

// What waits for a second reviewer, and for a lead.
function asides(past: Past): void {
  for (const [k, who] of (['rosa', 'mina', 'tom', 'rosa', 'mina', 'piet'] as const).entries()) {
    const share = 0.95 + k / 150;
    const item = past.item(share);
    past.review(item, who, share, opinion(who, item.shoe));
    Object.assign(item.row, { state: 'second_review', second_of: past.ground.people[who] });
  }
  for (const [k, who] of (['rosa', 'mina', 'piet'] as const).entries()) {
    const share = 0.6 + k / 8;
    const item = past.item(share);
    const note = 'Looks like a copy. Does the policy cover those?';
    past.review(item, who, share, { ...item.shoe.model, verdict: 'escalate', note });
    leave(past, item, 'escalated', share);
  }
}

// What has been in the queue for minutes, and up to ten days.
export function waiting(past: Past, items: string[]): { id: string; created: Date }[] {
  return items.map((id, k) => {
    const created = new Date(Date.now() - 0.4 * 1.27 ** k * HOUR);
    past.propose(id, shoe(1_000 + k), created);
    return { id, created };
  });
}

function stands(past: Past, item: Item, who: Who, share: number, of: { settles?: string } = {}, blurred = false): string {
  const said = opinion(who, item.shoe, blurred);
  const review = past.review(item, who, share, said, of);
  curate(past, item, review, said, share);
  return review;
}

// What was given up is decided and makes nothing true.
function curate(past: Past, item: Item, review: string, said: Opinion, share: number): void {
  if (said.verdict !== 'reject') past.curate(item, review, said, past.at(share));
  leave(past, item, 'decided', share);
}

function leave(past: Past, item: Item, state: string, share: number): void {
  Object.assign(item.row, { state, decided_at: past.at(share) });
}
