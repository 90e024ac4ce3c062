// Child processes: run to the end, or started and waited for until they say a line.
import { ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

type Env = NodeJS.ProcessEnv;

// Runs a program to its end; its output is in the error when it fails.
export function run(program: string, args: string[], env: Env, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (data) => (said += data));
    child.stderr.on('data', (data) => (said += data));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${said}`)),
    );
    child.stdin.end(input);
  });
}

export interface Running {
  matched: RegExpMatchArray;
  stop(): Promise<void>;
}

// Starts a program and resolves once a line of its output matches (at once where `ready` is null).
export function start(program: string, args: string[], env: Env, ready: RegExp | null, log: string): Promise<Running> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = createWriteStream(log);
    let said = '';
    let settled = false;
    const look = (data: Buffer) => {
      out.write(data);
      said += data;
      const matched = ready && said.match(ready);
      if (matched && !settled) settle(matched);
    };
    const settle = (matched: RegExpMatchArray) => {
      settled = true;
      resolve({ matched, stop: () => stop(child) });
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('error', reject);
    child.on('close', (code) => {
      if (!settled) reject(new Error(`${program} ended with ${code} before it was ready:\n${said}`));
    });
    if (!ready) settle([''] as RegExpMatchArray);
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    const hard = setTimeout(() => child.kill('SIGKILL'), 15_000);
    child.on('close', () => {
      clearTimeout(hard);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
