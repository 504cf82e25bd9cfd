// What is on the engine, asked of the engine itself.

import http from 'node:http';

/** The engine that the tests' servers use. */
export const ENGINE_SOCKET = '/var/run/docker.sock';

/** The label that names the server that a container belongs to. */
const INSTANCE_LABEL = 'madang.instance';

/** The containers of one server, running or not. */
export async function containers(instance: string): Promise<string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${INSTANCE_LABEL}=${instance}`] }));
  const list = (await get(`/containers/json?all=1&filters=${filters}`)) as { Id: string }[];
  return list.map((container) => container.Id);
}

/** Asks the engine; it has ten seconds for its answer. */
function get(path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath: ENGINE_SOCKET, path, timeout: 10_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(JSON.parse(body));
        else reject(new Error(`Docker answers ${response.statusCode} to ${path}: ${body}`));
      });
    });
    request.on('timeout', () => request.destroy(new Error(`Docker does not answer ${path}`)));
    request.on('error', reject);
  });
}
