import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * The network of a process that takes part in the peers' suite, loaded with --import before all else:
 * every name leads to this machine, and port 443 of a name to the stand-in for vendors. Neither a vendor's
 * SDK nor Millrace is told another address than it uses in production, so hosts and paths are compared too.
 */
const street = Number(process.env['PEERS_STREET_PORT']);
const LOOPBACK = { address: '127.0.0.1', family: 4 };

const isOutside = (host) =>
  typeof host === 'string' && host !== 'localhost' && net.isIP(host) === 0;

const { lookup } = dns;
dns.lookup = function (host, options, callback) {
  if (!isOutside(host)) return lookup.call(dns, host, options, callback);
  const done = typeof options === 'function' ? options : callback;
  const all = typeof options === 'object' && options?.all === true;
  process.nextTick(() =>
    all ? done(null, [LOOPBACK]) : done(null, LOOPBACK.address, LOOPBACK.family),
  );
};

const { lookup: lookUp } = dns.promises;
dns.promises.lookup = async (host, options) => {
  if (!isOutside(host)) return lookUp(host, options);
  return options?.all === true ? [LOOPBACK] : LOOPBACK;
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  // Node hands on what it has read of the arguments as a list of options and callback.
  const [first] = args;
  const options = Array.isArray(first) ? first[0] : first;
  if (typeof options === 'object' && Number(options.port) === 443 && isOutside(options.host)) {
    options.port = street;
  }
  return connect.apply(this, args);
};

syncBuiltinESMExports();
