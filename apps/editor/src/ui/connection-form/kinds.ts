import type { AuthInfo, ConnectorInfo, Field } from '@millrace/model';

/** The ways to connect an account; one without a name where the connector names none. */
export function kindsOf(connector: ConnectorInfo): readonly AuthInfo[] {
  const { auth = [], name, testable, connection } = connector;
  if (auth.length > 0) return auth;
  const kind = connection.length > 0 ? 'keys' : 'none';
  return [{ id: 'default', label: name, kind, fields: [], testable }];
}

/** True when there is something to keep for accounts of an application. */
export function takesConnections(connector: ConnectorInfo): boolean {
  return (
    connector.connectionRequired ||
    connector.connection.length > 0 ||
    kindsOf(connector).some(({ kind, fields }) => kind !== 'none' || fields.length > 0)
  );
}

/** The kind of sign-in of this id; the first for one that is not there. */
export function kindOf(connector: ConnectorInfo, id: string | undefined): AuthInfo {
  const kinds = kindsOf(connector);
  const [first] = kinds;
  const found = kinds.find((kind) => kind.id === id) ?? first;
  if (found === undefined) throw new Error('A connector has a kind of sign-in.');
  return found;
}

/** What is asked for a kind of sign-in: the values of every connection, then its own. */
export function fieldsOf(connector: ConnectorInfo, kind: AuthInfo): readonly Field[] {
  const own = new Set(kind.fields.map(({ key }) => key));
  return [...connector.connection.filter(({ key }) => !own.has(key)), ...kind.fields];
}

/** A field of connections by its key, whatever kind of sign-in asks for it. */
export function connectionField(connector: ConnectorInfo, key: string): Field | undefined {
  const all = [...connector.connection, ...kindsOf(connector).flatMap(({ fields }) => fields)];
  return all.find((field) => field.key === key);
}
