// The database past the server, for what no person can bring about: time that has gone by.
import postgres from 'postgres';

// As if the model had said this: the tests' base is random and mostly says nothing.
export async function modelSays(item: string, answer: string): Promise<void> {
  const sql = postgres(process.env.VITRINE_OWNER_DATABASE_URL ?? '', { max: 1 });
  try {
    const done = await sql`update proposals set answer = ${answer} where item_id = ${item}`;
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

// As if the model had proposed these boxes, more than a tiny one ever does.
export async function proposeRegions(item: string, boxes: number[][], label = 'Nike'): Promise<void> {
  const sql = postgres(process.env.VITRINE_OWNER_DATABASE_URL ?? '', { max: 1 });
  const regions = boxes.map((xyxy) => ({ label, kind: 'box', xyxy, source: 'head', score: 0.5 }));
  try {
    const done = await sql`update proposals set regions = ${sql.json(regions)} where item_id = ${item}`;
    if (done.count !== 1) throw new Error('the item has no proposal');
  } finally {
    await sql.end();
  }
}
