import { createServer } from 'node:net';
import { createEmulator } from 'emulate';

/**
 * One of emulate's services on a free port, to which the hosts of its vendor lead. `ask` calls it as a
 * client of its own.
 */
export async function startEmulator(service, hosts, options = {}) {
  const port = await freePort();
  const emulator = await createEmulator({ service, port, ...options });
  const url = `http://localhost:${port}`;
  return {
    url,
    routes: Object.fromEntries(hosts.map((host) => [host, url])),
    ask: (method, path, more) => ask(url + path, method, more),
    close: () => emulator.close(),
  };
}

async function ask(url, method, { headers = {}, body, form } = {}) {
  const content =
    form !== undefined
      ? new URLSearchParams(form)
      : body === undefined
        ? undefined
        : JSON.stringify(body);
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers: { ...type, ...headers }, body: content });
  const text = await answer.text();
  if (answer.status >= 400) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
