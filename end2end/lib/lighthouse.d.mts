/** What Lighthouse says of a page. */
export interface Report {
  performance: number;
  accessibility: number;
  bestPractices: number;
  firstPaintMs: number;
  largestPaintMs: number;
  blockedMs: number;
  layoutShift: number;
  /** The checks that failed. */
  failed: string[];
}

/** Audits a page as it is for a visitor with this kind of device; scores are from 0 to 100. */
export function audit(url: string, device: 'desktop' | 'mobile', port: number, categories: string[]): Promise<Report>;

/** The arguments of a Chromium that Lighthouse can speak to. */
export function chromiumArguments(port: number): string[];
