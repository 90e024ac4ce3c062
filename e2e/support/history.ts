// Two weeks of four reviewers, for pages that show nothing without them. What has its day is written past the server;
// the rest, which may be of today, is done through it.
import postgres from 'postgres';
import { as, asLead } from './desk';
import { bill } from './evaluations';
import { Ground, Past, Row, SEVERITIES } from './past';
import { png } from './png';
import { decidedRun } from './runs';
import { story, waiting } from './story';
import { BASE, LEAD, Person, PROJECT } from './world';

const IMAGES = 28;

const person = (name: string, shown: string): Person => ({ name, shown, password: LEAD.password });
const ROSA = person('rosa', 'Rosa Reyes');
const TOM = person('tom', 'Tom Okafor');
const MINA = person('mina', 'Mina Sato');
const PIET = person('piet', 'Piet Vos');

// The id of an item that was talked over. Made once a database: after a failed test another process asks again.
export async function twoWeeks(): Promise<string> {
  const sql = postgres(process.env.VITRINE_OWNER_DATABASE_URL ?? '', { max: 1 });
  try {
    const [said] = await sql`select c.item_id from comments c join users u on u.id = c.author_id
      where u.name = ${ROSA.name} order by c.id limit 1`;
    if (said) return said.item_id;
    // Before what follows, which it would train on for longer, and before a rule that keeps its reviews for a second.
    await decidedRun();
    await join();
    const queue = await upload();
    const past = new Past(await ground(sql, queue));
    const settled = story(past);
    await write(sql, past, waiting(past, queue));
    await rules();
    await talk(settled.id, queue);
    return settled.id;
  } finally {
    await sql.end();
  }
}

// The queues' page with one of the lead's views to be changed.
export async function editing(): Promise<string> {
  const [view] = await (await asLead()).get<{ id: string }[]>(`${BASE}/views`);
  return `/p/${PROJECT.slug}/queues?edit=${view.id}`;
}

async function join(): Promise<void> {
  const lead = await asLead();
  for (const { name, shown, password } of [ROSA, TOM, MINA, PIET]) {
    await lead.post('/api/v1/users', { name, display_name: shown, password });
    await lead.put(`${BASE}/members/${name}`, { role: 'reviewer' });
  }
}

async function upload(): Promise<string[]> {
  const lead = await asLead();
  const items: string[] = [];
  for (let seed = 1; seed <= IMAGES; seed++) {
    items.push(await lead.upload(`${BASE}/items?split=train`, `shoe-${seed}.png`, png(seed)));
  }
  return items;
}

async function ground(sql: postgres.Sql, queue: string[]): Promise<Ground> {
  const [found] = await sql`
    select p.id as project, c.model_version_id as version,
      (select id from policies where project_id = p.id order by version desc limit 1) as policy,
      (select json_object_agg(u.name, u.id) from memberships m join users u on u.id = m.user_id
        where m.project_id = p.id) as people,
      (select json_agg(image_id order by id) from items
        where id = any (string_to_array(${queue.join(',')}, ',')::uuid[])) as images
    from projects p join champions c on c.project_id = p.id where p.slug = ${PROJECT.slug}`;
  return found as unknown as Ground;
}

async function write(sql: postgres.Sql, past: Past, queue: { id: string; created: Date }[]): Promise<void> {
  const { proposals, items, ...others } = past.rows;
  await sql.begin(async (tx) => {
    // First of all: whoever proposes locks the item before it looks whether it is too late.
    for (const { id, created } of queue) {
      await tx`update items set state = 'queued', created_at = ${created} where id = ${id}`;
    }
    await tx`insert into items ${tx(plain(tx, items))}`;
    // The worker may have answered what was uploaded.
    await tx`insert into proposals ${tx(plain(tx, proposals))}
      on conflict (item_id, model_version_id) do update set answer = excluded.answer, regions = excluded.regions,
        confidence = excluded.confidence, unsure_spans = excluded.unsure_spans`;
    for (const [table, rows] of Object.entries(others)) {
      await tx`insert into ${tx(table)} ${tx(plain(tx, rows))}`;
    }
    await tx`update items set disagreement = true where id in (${queue[4].id}, ${queue[13].id}, ${queue[22].id})`;
    await tx`update memberships m set since = now() - interval '15 days' from projects p
      where p.id = m.project_id and p.slug = ${PROJECT.slug}`;
    await tx`update projects set triplets_new = triplets_new + ${others.triplets.length} where slug = ${PROJECT.slug}`;
  });
}

// Lists and objects are JSON, but for times.
function plain(tx: postgres.TransactionSql, rows: Row[]) {
  const json = (value: Row[string]) => typeof value === 'object' && value !== null && !(value instanceof Date);
  const cell = (value: Row[string]) => (json(value) ? tx.json(value as postgres.JSONValue) : (value as postgres.Serializable));
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, cell(value)])));
}

// As such a project would have them; with them the server sets the queue in order.
async function rules(): Promise<void> {
  const lead = await asLead();
  const { settings } = await lead.get<{ settings: { queue: object; care: object } }>(BASE);
  await lead.put(`${BASE}/settings`, {
    ...settings,
    queue: { ...settings.queue, severities: SEVERITIES },
    second: { labels: ['Puma'], verdicts: ['reject'], severity: null, percent: 20 },
    gold: { percent: 10, feedback: true },
    care: { ...settings.care, daily_limit: 30 },
  });
}

async function talk(settled: string, queue: string[]): Promise<void> {
  const [lead, rosa, tom, mina, piet] = [await asLead(), await as(ROSA), await as(TOM), await as(MINA), await as(PIET)];
  const about = (id: string, what: string) => `${BASE}/items/${id}/${what}`;
  await rosa.post(about(settled, 'comments'), { text: 'I would not accept this one: the mark is cut off at the edge.' });
  await tom.post(about(settled, 'flag'), { flagged: true, text: 'Do we flag marks that are cut off?' });
  await mina.post(about(settled, 'comments'), { text: 'So far we did, where more than half of one shows.' });
  await lead.post(about(settled, 'flag'), { flagged: false, text: 'We do. Mark the part that shows, nothing beyond it.' });
  await mina.post(about(queue[10], 'flag'), { flagged: true, text: 'Is this a Nike, or a cat that looks like one?' });
  await rosa.post(about(queue[10], 'comments'), { text: 'The stitching says Puma.' });
  const held = await piet.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: queue[15] });
  await piet.post(about(queue[15], 'hold'), { fence: held.claim.fence, reason: 'The seller sends a sharper picture.' });
  const passed = await tom.post<{ claim: { fence: number } }>(`${BASE}/claims`, { item_id: queue[17] });
  await tom.post(about(queue[17], 'skip'), { fence: passed.claim.fence, reason: 'I know the seller.' });
  await lead.post(about(queue[19], 'send'), { to: ROSA.name, reason: 'You had the others of this series.' });
  for (const [name, filter] of Object.entries({
    Escalated: { escalated: true },
    'Nike, and not sure': { label: 'Nike', confidence_to: 0.7 },
    'Versions disagree': { disagreement: true },
    'Waiting for two days': { hours: 48 },
  })) {
    await lead.post(`${BASE}/views`, { name, filter, shared: 'hours' in filter || 'label' in filter });
  }
  for (const modality of ['image', 'text'] as const) await lead.post(`${BASE}/bills`, bill(modality));
}
