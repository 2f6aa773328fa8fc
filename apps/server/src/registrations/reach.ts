import { isIP } from 'node:net';
import { AppError } from '@millrace/model';
import { isPrivateAddress } from '@millrace/connector-kit';

/**
 * Throws REGISTRATION_UNREACHABLE when an application cannot reach the trigger URL: one on this machine
 * only from here, one in a private network only from addresses that are private as well. Names other
 * than localhost are taken to be reachable.
 */
export function requireReachable(
  hookUrl: string,
  application: string | undefined,
  connector: string,
): void {
  const host = hostOf(hookUrl);
  const from = application === undefined ? '' : hostOf(application);
  const isNear = isLoopback(host) ? isLoopback(from) : isPrivate(from) || isPlainName(from);
  if (!isPrivate(host) || isNear) return;
  throw new AppError('REGISTRATION_UNREACHABLE', { connector, host });
}

function hostOf(url: string): string {
  return (URL.parse(url)?.hostname ?? '').replace(/^\[|\]$/g, '');
}

function isLoopback(host: string): boolean {
  return /^(?:.+\.)?localhost$/.test(host) || /^127\./.test(host) || host === '::1';
}

function isPrivate(host: string): boolean {
  return isLoopback(host) || (isIP(host) !== 0 && isPrivateAddress(host));
}

/** Names that only a network of one's own knows. */
function isPlainName(host: string): boolean {
  return /^[^.:]+$|\.(?:local|lan|internal|home\.arpa)$/.test(host);
}
