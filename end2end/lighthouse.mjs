// `cargo xtask bench lighthouse` runs this: node lighthouse.mjs URL RUNS

import { chromium } from '@playwright/test';
import { audit, chromiumArguments } from './lib/lighthouse.mjs';

const [url, runs] = process.argv.slice(2);
const PORT = 9333;

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

console.log('| | performance (least to most) | first paint | largest paint | blocked | layout shift |\n|---|---|---|---|---|---|');
for (const device of ['desktop', 'mobile']) {
  const reports = [];
  for (let run = 0; run < Number(runs); run += 1) {
    // A browser of its own each time, so that nothing is cached.
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: chromiumArguments(PORT) });
    reports.push(await audit(url, device, PORT, ['performance']));
    await browser.close();
  }
  const of = (name) => median(reports.map((report) => report[name]));
  const scores = reports.map(({ performance }) => performance);
  const seconds = (name) => `${(of(name) / 1000).toFixed(2)} s`;
  console.log(
    `| ${device} | ${of('performance')} (${Math.min(...scores)} to ${Math.max(...scores)}) | ${seconds('firstPaintMs')} | ` +
      `${seconds('largestPaintMs')} | ${Math.round(of('blockedMs'))} ms | ${of('layoutShift').toFixed(3)} |`,
  );
}
