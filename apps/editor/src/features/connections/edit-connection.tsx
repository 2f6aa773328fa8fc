import { Text } from '@mantine/core';
import type { Connection, ConnectorInfo } from '@millrace/model';
import { LazyConnectionEditor } from '../../ui/connection-form/lazy-connection-editor.tsx';

export interface EditConnectionProps {
  connection: Connection;
  connector: ConnectorInfo | undefined;
  onDone: () => void;
}

export function EditConnection({ connection, connector, onDone }: EditConnectionProps) {
  if (connector === undefined) {
    return (
      <Text size="sm">
        The connector “{connection.connector}” is not there any more, so its fields are not known.
      </Text>
    );
  }
  return <LazyConnectionEditor connector={connector} connection={connection} onDone={onDone} />;
}
