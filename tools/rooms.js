import { dirname, join, relative } from 'node:path';

/**
 * The rooms of the server, from the ground up. A room may use those below it, and of another room
 * never a store, an entity or a statement: those are behind its services.
 */
export const ROOMS = [
  'config',
  'access',
  'database',
  'http',
  'stream',
  'audit',
  'people',
  'catalogue',
  'connections',
  'activity',
  'events',
  'files',
  'store',
  'registrations',
  'flows',
  'runs',
  'worker',
  'acceptance',
  'replies',
  'triggers',
  'mappings',
  'checks',
  'boot',
  'cli',
];

const SOURCE = join(import.meta.dirname, '..', 'apps', 'server', 'src');
const PRIVATE = /\.(store|entity|sql)\.ts$/;
const TESTING = /\.test\.ts$|(^|\/)testing(\.ts$|\/)/;

/** The ESLint config that holds the server's files to the order. */
export const rooms = {
  files: ['apps/server/src/**/*.ts'],
  plugins: { rooms: { rules: { order: { create } } } },
  rules: { 'rooms/order': 'error' },
};

function create(context) {
  const file = relative(SOURCE, context.filename);
  if (TESTING.test(file)) return {};
  const check = (node) => {
    if (node.source?.type !== 'Literal' || typeof node.source.value !== 'string') return;
    const fault = faultOf(file, node.source.value);
    if (fault !== undefined) context.report({ node: node.source, message: fault });
  };
  return {
    ImportDeclaration: check,
    ExportNamedDeclaration: check,
    ExportAllDeclaration: check,
    ImportExpression: check,
  };
}

function faultOf(file, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const target = join(dirname(file), specifier);
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === undefined || to === undefined || from === to) return undefined;
  for (const room of [from, to]) {
    if (!ROOMS.includes(room)) return `The room ${room} has no place in tools/rooms.js.`;
  }
  if (ROOMS.indexOf(to) > ROOMS.indexOf(from))
    return `${from} stands below ${to} and may not use it.`;
  return PRIVATE.test(target)
    ? `${target} belongs to ${to} alone: use a service of it.`
    : undefined;
}

/** The first folder of a path below the source; undefined for a file that stands in none. */
function roomOf(path) {
  const [room, ...rest] = path.split('/');
  return rest.length === 0 || room === '..' ? undefined : room;
}
