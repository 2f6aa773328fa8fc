import type { Connection, ConnectorInfo } from '@millrace/model';
import { useMutation } from '@tanstack/react-query';
import { updateConnection } from '../../api/connections.ts';
import { ConnectionForm } from '../../ui/connection-form/connection-form.tsx';

export interface EditConnectionProps {
  connection: Connection;
  connector: ConnectorInfo | undefined;
  onDone: () => void;
}

export function EditConnection({ connection, connector, onDone }: EditConnectionProps) {
  const update = useMutation({ ...updateConnection, onSuccess: onDone });
  return (
    <ConnectionForm
      fields={connector?.connection ?? []}
      stored={connection.fields}
      name={connection.name}
      submitLabel="Save"
      pending={update.isPending}
      problem={update.error}
      onSubmit={({ name, values }) =>
        update.mutate({
          id: connection.id,
          change: { ...(name === connection.name ? {} : { name }), values },
        })
      }
    />
  );
}
