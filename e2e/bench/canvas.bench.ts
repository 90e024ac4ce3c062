// 2,000 regions on the desk: what panning, zooming and dragging cost the main thread a frame, beside a bare page on
// which 2,000 rectangles are one element each. Prints a table and writes .vitrine/bench/canvas.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Browser, Page, test } from '@playwright/test';
import { proposeRegions } from '../support/database';
import { newItem, newReviewer, openDesk, picture, signIn } from '../support/desk';
import { frames, quantile } from '../support/trace';
import { state } from '../support/world';

const SHAPES = 2_000;
const STEPS = 120;
const BAR = 8;

type Rect = [number, number, number, number];

function rects(): Rect[] {
  let x = 7;
  const random = () => (x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return Array.from({ length: SHAPES }, () => {
    const [left, top] = [random() * 0.95, random() * 0.95];
    return [left, top, left + 0.005 + random() * 0.04, top + 0.005 + random() * 0.04];
  });
}

// The same picture of rectangles with nothing but them: each an element with a halo and a line, in one group.
function bare(all: Rect[], width: number, height: number): string {
  const shapes = all
    .map(([a, b, c, d]) => `M${a * width} ${b * height}H${c * width}V${d * height}H${a * width}Z`)
    .map((d) => `<g><path class="halo" d="${d}"/><path class="line" d="${d}"/></g>`);
  return `<!doctype html><style>
    body { margin: 0 } svg { width: 100vw; height: 100vh; display: block }
    path { fill: none; vector-effect: non-scaling-stroke }
    .halo { stroke: #0009; stroke-width: 5px } .line { stroke: #fd5; stroke-width: 2.5px; stroke-dasharray: 7 4 }
    </style><svg viewBox="0 0 ${width} ${height}"><g id="view">${shapes.join('')}</g></svg><script>
    const view = document.getElementById('view'), shape = view.children[1000];
    let x = 0, scale = 1, from = null;
    addEventListener('mousedown', (e) => (from = e));
    addEventListener('mouseup', () => (from = null));
    addEventListener('mousemove', (e) => {
      if (!from) return;
      if (e.shiftKey) shape.setAttribute('transform', 'translate(' + (e.clientX - from.clientX) + ' 0)');
      else view.setAttribute('transform', 'translate(' + (x = e.clientX - from.clientX) + ' 0) scale(' + scale + ')');
    });
    addEventListener('wheel', (e) => {
      e.preventDefault();
      scale *= Math.exp(-e.deltaY * 0.0018);
      view.setAttribute('transform', 'translate(' + x + ' 0) scale(' + scale + ')');
    }, { passive: false });
    </script>`;
}

async function drag(page: Page, from: [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  for (let i = 0; i < STEPS; i++) await page.mouse.move(from[0] + i * 1.5, from[1] + i * 0.5);
  await page.mouse.up();
}

async function wheel(page: Page, at: [number, number]): Promise<void> {
  await page.mouse.move(...at);
  for (let i = 0; i < STEPS; i++) await page.mouse.wheel(0, i < STEPS / 2 ? -16 : 16);
}

type Work = Record<'pan' | 'zoom' | 'drag', () => Promise<void>>;

async function measured(browser: Browser, page: Page, work: Work): Promise<Record<string, number[]>> {
  const spent: Record<string, number[]> = {};
  for (const [name, f] of Object.entries(work)) {
    await page.waitForTimeout(500);
    spent[name] = await frames(browser, page, f);
  }
  return spent;
}

test('2,000 regions stay fluid', async ({ browser }) => {
  const all = rects();
  const id = await newItem('train');
  await proposeRegions(id, all);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await signIn(page, await newReviewer());
  await openDesk(page, id);
  await page.waitForTimeout(1_000);
  const box = await picture(page);
  const middle: [number, number] = [box.x + box.width / 2, box.y + box.height / 2];
  const [a, b, c, d] = all[1000];
  const shape: [number, number] = [box.x + ((a + c) / 2) * box.width, box.y + ((b + d) / 2) * box.height];
  const ours = await measured(browser, page, {
    drag: () => drag(page, shape),
    pan: async () => {
      await page.mouse.move(...middle);
      await page.mouse.wheel(0, -300);
      await page.locator('#stage').focus();
      await page.keyboard.down('Space');
      await drag(page, middle);
      await page.keyboard.up('Space');
      await page.keyboard.press('f');
    },
    zoom: () => wheel(page, middle),
  });
  await page.close();

  const blank = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await blank.setContent(bare(all, 480, 360));
  const theirs = await measured(browser, blank, {
    drag: async () => {
      await blank.keyboard.down('Shift');
      await drag(blank, [300, 300]);
      await blank.keyboard.up('Shift');
    },
    pan: () => drag(blank, [300, 300]),
    zoom: () => wheel(blank, [700, 400]),
  });
  await blank.close();

  const rows = (['pan', 'zoom', 'drag'] as const).flatMap((name) => {
    const n = ours[name].length;
    const row = (measure: string, value: number, reference: number, reference_name: string) => ({
      measure: `${name}, ${measure}`,
      ours: round(value),
      reference: round(reference),
      reference_name,
      ratio: round(value / reference),
      unit: 'ms of main-thread CPU time a frame',
      n,
    });
    const page = `bare page, ${SHAPES} elements`;
    return [
      row('p50', quantile(ours[name], 0.5), quantile(theirs[name], 0.5), page),
      row('p95', quantile(ours[name], 0.95), quantile(theirs[name], 0.95), page),
      row('p95', quantile(ours[name], 0.95), BAR, 'the bar'),
    ];
  });
  console.log(`\n${SHAPES} regions; milliseconds of main-thread work a frame\n`);
  for (const r of rows) {
    const held = r.reference_name === 'the bar' ? (r.ratio <= 1 ? '  held' : '  MISSED') : '';
    console.log(
      `${r.measure.padEnd(10)} ${String(r.ours).padStart(7)}  ${r.reference_name} ${r.reference}, ratio ${r.ratio}, n ${r.n}${held}`,
    );
  }
  const folder = path.join(state(), 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'canvas.json'), `${JSON.stringify(rows, null, 2)}\n`);
});

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
