import type { AuthInfo, ConnectorInfo } from '@millrace/model';

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
