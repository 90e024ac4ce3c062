// What the main thread did, frame by frame, as Chromium's own trace has it.
import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

// Milliseconds of main-thread work in each frame of what `work` does. A frame ends with its commit to the compositor;
// its work is every task of the page's main thread since the commit before, in that thread's own time: what other
// programs of a busy machine take is not the page's.
export async function frames(browser: Browser, page: Page, work: () => Promise<void>): Promise<number[]> {
  // With a category of the default ones named, the others are off: they would cost more than what is measured.
  const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await browser.startTracing(page, { categories });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const thread = (e: TraceEvent) => `${e.pid}:${e.tid}`;
  const mains = new Set(
    traceEvents.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map(thread),
  );
  const whole = traceEvents.filter((e) => e.ph === 'X' && mains.has(thread(e)));
  // Of several renderers, the one that draws.
  const count = new Map<string, number>();
  for (const e of whole) if (e.name === 'Commit') count.set(thread(e), (count.get(thread(e)) ?? 0) + 1);
  const ours = [...count].sort((a, b) => b[1] - a[1])[0]?.[0];
  const of = (name: string) =>
    whole.filter((e) => e.name === name && thread(e) === ours).sort((a, b) => a.ts - b.ts);
  const commits = of('Commit').map((e) => e.ts + (e.dur ?? 0) / 2);
  const spent = new Array<number>(Math.max(0, commits.length - 1)).fill(0);
  let frame = 0;
  for (const task of of('RunTask')) {
    // A task belongs to the frame in which it ends: the one that commits is the last of its frame.
    const end = task.ts + (task.dur ?? 0);
    while (frame < commits.length && commits[frame] < task.ts) frame++;
    if (frame > 0 && frame < commits.length && end >= commits[frame - 1]) spent[frame - 1] += (task.tdur ?? task.dur ?? 0) / 1000;
  }
  return spent;
}

export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
