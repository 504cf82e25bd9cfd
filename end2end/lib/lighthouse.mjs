// Lighthouse on one page of a Chromium whose debugging port is open.

import lighthouse, { desktopConfig } from 'lighthouse';

/** Audits a page as it is for a visitor with this kind of device; scores are from 0 to 100. */
export async function audit(url, device, port, categories) {
  const flags = { port, output: 'json', logLevel: 'error', onlyCategories: categories };
  const result = await lighthouse(url, flags, device === 'desktop' ? desktopConfig : undefined);
  const { lhr } = result;
  if (lhr.runtimeError !== undefined) throw new Error(`${lhr.runtimeError.code}: ${lhr.runtimeError.message}`);
  const score = (category) => Math.round((lhr.categories[category]?.score ?? 0) * 100);
  const measured = (name) => lhr.audits[name]?.numericValue ?? 0;
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    bestPractices: score('best-practices'),
    firstPaintMs: measured('first-contentful-paint'),
    largestPaintMs: measured('largest-contentful-paint'),
    blockedMs: measured('total-blocking-time'),
    layoutShift: measured('cumulative-layout-shift'),
    failed: Object.values(lhr.audits)
      .filter(({ score, scoreDisplayMode }) => scoreDisplayMode === 'binary' && score === 0)
      .map(({ id, title }) => `${id}: ${title}`),
  };
}

/** The arguments of a Chromium that Lighthouse can speak to. */
export const chromiumArguments = (port) => [`--remote-debugging-port=${port}`, '--no-sandbox', '--disable-gpu'];
