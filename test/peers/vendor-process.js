import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One connector's peers in a process of their own, driven by messages: a vendor's SDK makes its call
 * here, an independent server runs here. Each message { id, op, … } is answered { id, value } or { id, error }.
 */
const [connector] = process.argv.slice(2);
const { peers } = await import(join(import.meta.dirname, 'connectors', `${connector}.js`));
const clients = new Map();
const servers = new Map();

const operations = {
  describe: () => peers.map(describe),
  start: async ({ peer }) => {
    const started = await peers[peer].start();
    servers.set(peer, started);
    return { routes: started.routes ?? {}, values: started.values ?? {} };
  },
  call: async ({ peer, action, input, connection, facts }) => {
    const { connect, actions } = peers[peer];
    const key = `${peer} ${JSON.stringify([connection, facts])}`;
    if (!clients.has(key)) clients.set(key, await connect(connection, facts));
    await actions[action].call(clients.get(key), input, { connection, facts });
  },
  verify: async ({ peer, requests, connection }) => {
    await peers[peer].verify?.(requests, connection);
  },
  prepare: async ({ peer, action }) => {
    const { input } = peers[peer].actions[action];
    return typeof input === 'function' ? input(servers.get(peer)) : input;
  },
  check: async ({ peer, action, input, output, requests }) => {
    await peers[peer].actions[action].check?.({
      server: servers.get(peer),
      input,
      output,
      requests,
    });
  },
  stop: async () => {
    for (const { close } of servers.values()) await close?.();
  },
};

process.on('message', async ({ id, op, ...message }) => {
  try {
    process.send({ id, value: await operations[op](message) });
  } catch (error) {
    process.send({ id, error: error?.stack ?? String(error) });
  }
});

/** What of a peer is data. */
function describe({
  peer,
  version = versionOf(peer),
  start,
  account,
  differs = {},
  paths = [],
  moved = [],
  ignores = [],
  actions,
}) {
  return {
    ...{ peer, version, isServer: start !== undefined },
    ...{ account, differs, spellings: { paths, moved }, ignores },
    actions: Object.entries(actions).map(([action, one]) => ({
      ...{ action, case: one.case, answers: one.answers, sdkAnswers: one.sdkAnswers },
      ...{ differs: one.differs ?? {}, account: one.account },
    })),
  };
}

function versionOf(peer) {
  const file = join(import.meta.dirname, 'node_modules', peer, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}
