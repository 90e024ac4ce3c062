// What a model says of made-up shoes, which brands and where, and what people make of it. Drawn, the same every time.
export type Who = 'lena' | 'rosa' | 'tom' | 'mina' | 'piet';

export interface Box {
  label: string;
  kind: 'box';
  xyxy: number[];
  source: 'head' | 'person';
  score?: number;
}

export interface Said {
  answer: string;
  regions: Box[];
}

export interface Opinion extends Said {
  verdict: 'accept' | 'correct' | 'reject' | 'escalate';
  note: string;
}

// A picture with what is true of it and what the model proposed.
export interface Shoe {
  n: number;
  names: string[];
  model: Said;
  right: boolean;
}

const TRUTHS = [['Nike'], [], ['Adidas'], ['Nike'], ['Adidas', 'Nike'], [], ['Nike']];
// Boxes this far beside each other overlap by less than half: two findings. Nearer than NEAR they are one.
const FAR = 0.14;
const NEAR = 0.06;
// How often somebody takes what is proposed without looking.
const HASTE: Record<Who, number> = { lena: 0, rosa: 0.04, mina: 0.12, piet: 0.15, tom: 0.95 };

let state = 7;

export function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state >>> 8) / 0x1000000;
}

// No two hands draw the same box.
const about = () => (random() - 0.5) * 0.03;
const rounded = (value: number) => Math.round(value * 1e4) / 1e4;

function box(n: number, label: string, moved: number, source: Box['source']): Box {
  const x = 0.06 + ((37 * n + 29 * label.length) % 45) / 100 + moved;
  const y = 0.1 + ((53 * n + 17 * label.length) % 50) / 100;
  const drawn: Box = { label, kind: 'box', xyxy: [x, y, x + 0.26, y + 0.3].map(rounded), source };
  return source === 'head' ? { ...drawn, score: rounded(0.5 + 0.45 * random()) } : drawn;
}

function says(n: number, names: string[], moved: number, by: Box['source']): Said {
  const answer = names.length ? `Violations: ${names.join(', ')}.` : 'No violations.';
  return { answer, regions: names.map((label) => box(n, label, moved + about(), by)) };
}

// Of eight proposals one names another brand, one misses or invents it, one marks a wrong place; five are right.
export function shoe(n: number): Shoe {
  const names = TRUTHS[n % TRUTHS.length];
  const proposed = (said: string[], right: boolean, moved = 0) => ({ n, names, model: says(n, said, moved, 'head'), right });
  switch (n % 8) {
    case 2:
      return proposed(names.includes('Nike') ? ['Puma'] : ['Nike'], false);
    case 5:
      return proposed(names.length ? [] : ['Puma'], false);
    case 7:
      return names.length ? proposed(names, false, FAR) : proposed(['Adidas'], false);
    default:
      return proposed(names, true);
  }
}

export function opinion(who: Who, of: Shoe, unusable = false): Opinion {
  if (random() < HASTE[who]) return { verdict: 'accept', note: '', ...of.model };
  if (unusable) return { verdict: 'reject', note: 'Too blurred to tell.', ...of.model };
  // Mina draws a box anew that needed none, and beside it.
  const clumsy = who === 'mina' && of.right && of.names.length > 0 && random() < 0.2;
  if (of.right && !clumsy) return { verdict: 'accept', note: '', ...of.model };
  const note = of.model.answer.includes('Puma') ? 'Puma is allowed.' : '';
  return { verdict: 'correct', note, ...says(of.n, of.names, clumsy ? FAR : 0, 'person') };
}

// As the server judges it: the same answer in the same places, or both gave it up.
export function agree(a: Opinion, b: Opinion): boolean {
  if (a.verdict === 'reject' || b.verdict === 'reject') return a.verdict === b.verdict;
  const near = (r: Box) => b.regions.some((s) => s.label === r.label && Math.abs(s.xyxy[0] - r.xyxy[0]) < NEAR);
  return a.answer === b.answer && a.regions.every(near);
}
