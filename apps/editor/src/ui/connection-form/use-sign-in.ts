import type { Connection } from '@millrace/model';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { authorizeConnection, connectionsKey, connectionsQuery } from '../../api/connections.ts';
import { onSignedIn, type SignInWindow } from './sign-in-window.ts';

/** Somebody may finish in another browser, which tells nothing here: asking does. */
const ASK_MS = 3_000;

export interface SignIn {
  /** The connection as it is now; undefined before one was saved. */
  connection: Connection | undefined;
  /** Where to sign in, while that is awaited. */
  url: string | undefined;
  /** True where the window did not open, so that a link has to do. */
  isBlocked: boolean;
  /** True once the sign-in came to an end, well or not. */
  isOver: boolean;
  /** True when the page that ended it said that the account was not connected. */
  isRefused: boolean;
  isStarting: boolean;
  problem: Error | null;
  /** Asks for the address and sends the window there. */
  start: (saved: Connection, signIn: SignInWindow) => void;
}

/** A sign-in at an application for a connection that is saved already. */
export function useSignIn(): SignIn {
  const client = useQueryClient();
  const authorize = useMutation(authorizeConnection);
  const [begun, setBegun] = useState<{ saved: Connection; url: string; isBlocked: boolean }>();
  const [told, setTold] = useState<boolean>();
  const { data } = useQuery({
    ...connectionsQuery,
    enabled: begun !== undefined,
    refetchInterval: begun === undefined ? false : ASK_MS,
  });
  const now = data?.items.find(({ id }) => id === begun?.saved.id);
  const isChanged = begun !== undefined && now !== undefined && differs(begun.saved, now);
  useEffect(() => {
    if (begun === undefined) return undefined;
    return onSignedIn(begun.saved.id, (ok) => {
      void client.invalidateQueries({ queryKey: connectionsKey }).then(() => setTold(ok));
    });
  }, [begun, client]);
  return {
    connection: now ?? begun?.saved,
    url: begun?.url,
    isBlocked: begun?.isBlocked === true,
    isOver: begun !== undefined && (told !== undefined || isChanged),
    isRefused: told === false,
    isStarting: authorize.isPending,
    problem: authorize.error,
    start: (saved, signIn) => {
      setTold(undefined);
      setBegun(undefined);
      authorize.mutate(saved.id, {
        onSuccess: ({ url }) => {
          signIn.go(url);
          setBegun({ saved, url, isBlocked: !signIn.opened });
        },
        onError: signIn.close,
      });
    },
  };
}

/** True when the connection was tried, or got another token, since. */
function differs(before: Connection, now: Connection): boolean {
  return (
    (before.status !== now.status && now.status !== 'untested') ||
    before.checked_at !== now.checked_at ||
    before.expires_at !== now.expires_at ||
    before.account !== now.account
  );
}
