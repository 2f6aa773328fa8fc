import {
  roleReaches,
  roleSchema,
  sessionSchema,
  type Role,
  type SetupRequest,
  type SignInRequest,
} from '@millrace/model';
import { mutationOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { nothing, request } from './client.ts';

export const sessionKey = ['session'] as const;

/** Who is signed in, and whether the first owner is still missing. Answers without a sign-in too. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: ({ signal }) => request('/session', { schema: sessionSchema, signal }),
  staleTime: 5 * 60_000,
});

/** True when whoever is signed in has this role or a greater one. What is not theirs is not offered. */
export function useMay(least: Role): boolean {
  const { data } = useQuery(sessionQuery);
  const role = roleSchema.safeParse(data?.user?.role).data;
  return role !== undefined && roleReaches(role, least);
}

export const signIn = mutationOptions({
  mutationFn: (body: SignInRequest) =>
    request('/session', { method: 'POST', body, schema: nothing }),
});

export const signOut = mutationOptions({
  mutationFn: () => request('/session', { method: 'DELETE', schema: nothing }),
});

/** Makes the first owner and signs them in; refused once a user exists. */
export const setUp = mutationOptions({
  mutationFn: (body: SetupRequest) => request('/setup', { method: 'POST', body, schema: nothing }),
});
