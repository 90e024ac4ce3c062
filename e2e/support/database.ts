// The database past the server, for what no person can bring about: time that has gone by.
import postgres from 'postgres';

// As if the model had said this, unsure of these words of it: the tests' base is random and mostly says nothing.
export async function modelSays(item: string, answer: string, unsure: string[] = []): Promise<void> {
  const sql = postgres(process.env.VITRINE_OWNER_DATABASE_URL ?? '', { max: 1 });
  try {
    const spans = unsure.map((word) => {
      // In characters, as spans are counted.
      const start = Array.from(answer.slice(0, answer.indexOf(word))).length;
      return { start, end: start + Array.from(word).length, confidence: 0.25 };
    });
    const done = await sql`update proposals set answer = ${answer}, unsure_spans = ${sql.json(spans)} where item_id = ${item}`;
    if (done.count !== 1) throw new Error('the item has no proposal');
  } finally {
    await sql.end();
  }
}

// As if the reviewer had been away for longer than a lease.
export async function leaseRunsOut(item: string): Promise<void> {
  const sql = postgres(process.env.VITRINE_OWNER_DATABASE_URL ?? '', { max: 1 });
  try {
    const done = await sql`update claims set expires_at = now() - interval '1 second' where item_id = ${item}`;
    if (done.count !== 1) throw new Error('the item is not claimed');
  } finally {
    await sql.end();
  }
}

// As if the model had proposed these boxes, more than a tiny one ever does: under one label, or each under its own.
export async function proposeRegions(item: string, boxes: number[][], labels: string | string[] = 'Nike'): Promise<void> {
  const sql = postgres(process.env.VITRINE_OWNER_DATABASE_URL ?? '', { max: 1 });
  const regions = boxes.map((xyxy, i) => ({
    label: Array.isArray(labels) ? labels[i] : labels,
    kind: 'box',
    xyxy,
    source: 'head',
    score: 0.5,
  }));
  try {
    const done = await sql`update proposals set regions = ${sql.json(regions)} where item_id = ${item}`;
    if (done.count !== 1) throw new Error('the item has no proposal');
  } finally {
    await sql.end();
  }
}

// As if another model version had said otherwise of this item.
export async function versionsDisagree(item: string): Promise<void> {
  const sql = postgres(process.env.VITRINE_OWNER_DATABASE_URL ?? '', { max: 1 });
  try {
    const done = await sql`update items set disagreement = true where id = ${item}`;
    if (done.count !== 1) throw new Error('there is no such item');
  } finally {
    await sql.end();
  }
}

// An item about the images of these, in their order, as a teacher's question makes one; queued. Its id.
export async function itemAbout(items: string[], instruction: string): Promise<string> {
  const sql = postgres(process.env.VITRINE_OWNER_DATABASE_URL ?? '', { max: 1 });
  try {
    const [made] = await sql`
      with f as (select array_agg(i.image_id order by w.n) as images
        from unnest(string_to_array(${items.join(',')}, ',')::uuid[]) with ordinality as w (id, n) join items i on i.id = w.id)
      insert into items (id, project_id, image_id, further_images, instruction, state, blind, split, priority)
      select gen_random_uuid(), i.project_id, i.image_id, f.images[2:], ${instruction}, 'queued', i.blind, i.split, 1
      from items i, f where i.id = ${items[0]} returning id`;
    return made.id;
  } finally {
    await sql.end();
  }
}

// As if another model had been promoted since and had proposed this: the proposal that was shown is not there any more.
// Nobody may have the item open.
export async function proposedAnew(item: string, answer: string): Promise<void> {
  const sql = postgres(process.env.VITRINE_OWNER_DATABASE_URL ?? '', { max: 1 });
  try {
    const done = await sql`update proposals set id = gen_random_uuid(), answer = ${answer} where item_id = ${item}`;
    if (done.count !== 1) throw new Error('the item has no proposal');
  } finally {
    await sql.end();
  }
}
