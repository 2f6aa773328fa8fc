import { isJsonObject, type Fault, type Manifest } from '@millrace/model';
import { secretTextNames } from './authorise.ts';
import { matchesHost } from './host-pattern.ts';
import { fault, type Place } from './lint-reads.ts';
import { lintSecretText } from './lint-request.ts';

/** Where requests may go: addresses of servers, further hosts, and addresses that stand in requests as they are. */
export function lintHosts(manifest: Manifest): Fault[] {
  const { servers = {}, hosts = [], auth } = manifest;
  const names = secretTextNames(manifest);
  const allowed = [...hosts, ...serverHosts(manifest)];
  return [
    ...Object.entries(servers).flatMap(([id, text]) => lintServer(text, names, ['servers', id])),
    ...Object.entries(auth).flatMap(([id, { servers: own = {} }]) =>
      Object.entries(own).flatMap(([name, text]) =>
        lintServer(text, names, ['auth', id, 'servers', name]),
      ),
    ),
    ...hosts.flatMap((host, index) => lintHost(host, ['hosts', index])),
    ...fixedAddresses(manifest, []).flatMap(([text, at]) => {
      const host = URL.parse(text)?.host ?? '';
      const isKnown = allowed.some((pattern) => matchesHost(pattern, host));
      return isKnown ? [] : [fault(at, `${host} is neither of servers nor of hosts.`)];
    }),
  ];
}

/** An address is whole, begins with a value of the account, and is not plain http. */
function lintServer(text: string, names: ReadonlySet<string>, at: Place): Fault[] {
  const isAddress = /^(?:https:\/\/[^/?#@\\\s]+|\{[a-z][a-z0-9_]*\})(?:[/?][^#\\\s]*)?$/.test(text);
  const wrong = isAddress
    ? []
    : [fault(at, 'An address begins with https:// or with a value of the account.')];
  return [...wrong, ...lintSecretText(text, names, at)];
}

/** A host, or everything below a domain that somebody can own: not below a whole top level. */
const HOST = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
/** Second levels under which everybody registers names. */
const SHARED =
  /^\*\.(?:co|com|net|org|gov|edu|ac|github|vercel|herokuapp|azurewebsites|cloudfront)\.[a-z]+$/;

function lintHost(host: string, at: Place): Fault[] {
  const isWide = SHARED.test(host) || /^\*\.[^.]+$/.test(host);
  if (isWide) return [fault(at, `${host} covers hosts of other people.`)];
  return HOST.test(host)
    ? []
    : [fault(at, `"${host}" is no host; write a name, or *. and a domain.`)];
}

function serverHosts({ servers = {}, auth }: Manifest): string[] {
  const texts = [
    ...Object.values(servers),
    ...Object.values(auth).flatMap((one) => Object.values(one.servers ?? {})),
  ];
  // A value of the account stands for any label.
  return texts.flatMap((text) => URL.parse(text.replaceAll(/\{\w+\}/g, 'x'))?.host ?? []);
}

/** The `url` of requests that are fixed texts, with their places. */
function fixedAddresses(value: unknown, at: Place): [string, Place][] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => fixedAddresses(item, [...at, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const isRequest =
      key === 'url' && ['method', 'answers', 'query', 'auth', 'body'].some((name) => name in value);
    const isOnly = key === 'url' && at.at(-1) === 'request';
    if (typeof member === 'string' && (isRequest || isOnly) && URL.canParse(member)) {
      return [[member, [...at, key]]];
    }
    return ['sample', 'samples', 'input', 'fields'].includes(key)
      ? []
      : fixedAddresses(member, [...at, key]);
  });
}
