import type { AuthInfo, Connection, ConnectorInfo } from '@millrace/model';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connectionsQuery, createConnection, updateConnection } from '../../api/connections.ts';
import { ConnectionForm, type ConnectionFormValues } from './connection-form.tsx';
import { freeName } from './free-name.ts';
import { openSignIn } from './sign-in-window.ts';
import { SignInProgress } from './sign-in-progress.tsx';
import { useSignIn } from './use-sign-in.ts';

export interface ConnectionEditorProps {
  connector: ConnectorInfo;
  /** The one that is edited or connected again; a new one when absent. */
  connection?: Connection | undefined;
  onDone: (saved: Connection) => void;
}

/** Makes or changes a connection; a kind that signs in at the application does so in a window of its own. */
export function ConnectionEditor({ connector, connection, onDone }: ConnectionEditorProps) {
  const { data } = useQuery(connectionsQuery);
  const [saved, setSaved] = useState(connection);
  const create = useMutation(createConnection);
  const update = useMutation(updateConnection);
  const signIn = useSignIn();
  const save = ({ name, auth, values }: ConnectionFormValues) =>
    saved === undefined
      ? create.mutateAsync({ connector: connector.id, name, values, ...(auth && { auth }) })
      : update.mutateAsync({ id: saved.id, change: changeOf(saved, { name, auth, values }) });
  const submit = async (values: ConnectionFormValues, kind: AuthInfo): Promise<void> => {
    const opened = kind.signsIn === true ? openSignIn() : undefined;
    try {
      const kept = await save(values);
      setSaved(kept);
      if (opened === undefined) onDone(kept);
      else signIn.start(kept, opened);
    } catch {
      // The form shows why it was not saved.
      opened?.close();
    }
  };
  if (signIn.url !== undefined && signIn.connection !== undefined) {
    const { connection: signed } = signIn;
    return (
      <SignInProgress
        connector={connector}
        signIn={signIn}
        onAgain={() => signIn.start(signed, openSignIn())}
        onDone={() => onDone(signed)}
      />
    );
  }
  const taken = (data?.items ?? []).map(({ name }) => name);
  return (
    <ConnectionForm
      connector={connector}
      auth={saved?.auth}
      stored={saved?.fields ?? []}
      name={saved?.name ?? freeName(connector.id, taken)}
      submitLabel={(kind) => {
        if (kind.signsIn === true) return `Connect ${connector.name}`;
        return saved === undefined ? 'Create connection' : 'Save';
      }}
      pending={create.isPending || update.isPending || signIn.isStarting}
      problem={create.error ?? update.error ?? signIn.problem}
      onSubmit={(values, kind) => void submit(values, kind)}
    />
  );
}

function changeOf(saved: Connection, { name, auth, values }: ConnectionFormValues) {
  return {
    ...(name === saved.name ? {} : { name }),
    ...(auth === undefined || auth === saved.auth ? {} : { auth }),
    values,
  };
}
