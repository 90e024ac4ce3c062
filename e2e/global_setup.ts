// Starts a server and a worker (on a tiny, random base model) against the Postgres of this run, makes the
// lead and the project the tests meet, and stops both processes at the end.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Running, run, start } from './support/processes';
import { Api } from './support/api';
import { writeBenchmarks } from './support/benchmarks';
import { LEAD, PROJECT, SESSION_FILE, state } from './support/world';

export default async function globalSetup(): Promise<() => Promise<void>> {
  const bin = process.env.VITRINE_BIN ?? '';
  const folder = path.join(state(), 'e2e');
  mkdirSync(folder, { recursive: true });
  const env = {
    ...process.env,
    VITRINE_DATA: path.join(folder, 'data'),
    VITRINE_BASE: path.join(folder, 'base'),
    VITRINE_BIND: '127.0.0.1:0',
    VITRINE_BENCHMARKS: path.join(folder, 'benchmarks'),
  };
  writeBenchmarks(env.VITRINE_BENCHMARKS);
  const server = path.join(bin, 'vitrine-server');
  const worker = path.join(bin, 'vitrine-worker');

  await run(server, ['migrate'], env);
  const user = ['user', 'add', LEAD.name, '--display-name', LEAD.shown, '--admin', '--password-stdin'];
  await run(server, user, env, `${LEAD.password}\n`);
  await run(worker, ['tiny-base', '--out', env.VITRINE_BASE], env);

  const running: Running[] = [];
  const stop = async () => {
    for (const process of running.reverse()) await process.stop();
  };
  try {
    const web = await start(server, ['serve'], env, /listening on (http:\/\/\S+)/, path.join(folder, 'server.log'));
    running.push(web);
    const address = web.matched[1];
    running.push(await start(worker, ['run'], env, null, path.join(folder, 'worker.log')));

    const lead = await Api.signIn(address, LEAD);
    await lead.post('/api/v1/projects', PROJECT);
    writeFileSync(path.join(folder, SESSION_FILE), JSON.stringify({ address }));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
