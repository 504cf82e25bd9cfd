// What a page really transfers, as Chromium counts it: headers, and bodies as they are compressed.

import type { Page } from '@playwright/test';

/** A file that was transferred. */
export interface Transfer {
  /** Its path and query. */
  path: string;
  bytes: number;
  /** How it was compressed. */
  encoding: string;
}

/** Counts from here on; the function that is returned tells what has been transferred since it was last called. */
export async function countTransfers(page: Page): Promise<() => Transfer[]> {
  const session = await page.context().newCDPSession(page);
  const responses = new Map<string, { path: string; encoding: string }>();
  let transfers: Transfer[] = [];
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const { pathname, search } = new URL(response.url);
    const encoding = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'content-encoding');
    responses.set(requestId, { path: pathname + search, encoding: encoding?.[1] ?? '' });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const response = responses.get(requestId);
    if (response !== undefined) transfers.push({ ...response, bytes: encodedDataLength });
  });
  await session.send('Network.enable');
  return () => {
    const counted = transfers;
    transfers = [];
    return counted;
  };
}
