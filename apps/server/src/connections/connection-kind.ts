import {
  AppError,
  summarise,
  type AuthInfo,
  type ConnectorInfo,
  type Fault,
  type Field,
} from '@millrace/model';

/** The kind of sign-in of a connection that names none: what its values are for tells which it is. */
export const FIRST_KIND = 'default';

/**
 * The kind of sign-in of an id, for a connection that has values of these keys; undefined where the connector
 * has no such kind, or names none.
 */
export function kindOf(
  { auth = [] }: ConnectorInfo,
  id: string,
  keys: readonly string[],
): AuthInfo | undefined {
  return (
    auth.find((kind) => kind.id === id) ?? (id === FIRST_KIND ? kindFor(auth, keys) : undefined)
  );
}

/** Of the kinds that ask for one of the values the first that lacks the fewest; else the first of all. */
function kindFor(auth: readonly AuthInfo[], keys: readonly string[]): AuthInfo | undefined {
  const lacking = ({ fields }: AuthInfo): number =>
    fields.filter(({ key, required }) => required === true && !keys.includes(key)).length;
  const [best = auth[0]] = auth
    .filter(({ fields }) => fields.some(({ key }) => keys.includes(key)))
    .toSorted((one, other) => lacking(one) - lacking(other));
  return best;
}

/** The id to keep for a new connection. Throws REQUEST_INVALID for one the connector does not have. */
export function checkKind(
  info: ConnectorInfo,
  asked: string | undefined,
  keys: readonly string[],
): string {
  const { name, auth = [] } = info;
  const kind = kindOf(info, asked ?? FIRST_KIND, keys);
  if (kind !== undefined) return kind.id;
  if (asked === undefined || asked === FIRST_KIND) return FIRST_KIND;
  const ids = auth.map(({ id }) => id).join(', ');
  const known = ids === '' ? 'leave it out' : `it has ${ids}`;
  const message = `${name} has no kind of sign-in "${asked}"; ${known}.`;
  const faults: Fault[] = [{ path: '/auth', message }];
  throw new AppError('REQUEST_INVALID', { summary: summarise(faults) }, { details: { faults } });
}

/** What a connection of the kind is asked for. */
export function fieldsOfKind(info: ConnectorInfo, kind: AuthInfo | undefined): Field[] {
  return [...info.connection, ...(kind?.fields ?? [])];
}
