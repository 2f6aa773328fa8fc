import type { ActionStep, ConnectorCase, JsonValue, Manifest } from '@millrace/model';
import type { ConnectionValues } from '../define.ts';
import { factsOfRedirect, factsOfToken, learnFacts } from '../interpreter/facts.ts';
import type { PlanContext } from '../interpreter/run-plan.ts';
import type { Coverage } from './coverage.ts';

/** The account's own fields as a step would keep them. */
export function keptShapes(
  { shapes = {} }: ConnectorCase,
  at: string,
): NonNullable<ActionStep['shape']> {
  const kept = Object.entries(shapes).map(([field, kinds]) => {
    const fields = Object.entries(kinds).map(([key, kind]) => ({
      key,
      label: key,
      type: 'json' as const,
      kind,
    }));
    return [field, { at, fields }] as const;
  });
  return Object.fromEntries(kept);
}

/** The facts of an account after it was connected. */
export async function learned(
  manifest: Manifest,
  { redirect, token }: NonNullable<ConnectorCase['learn']>,
  connection: ConnectionValues,
  context: PlanContext,
  coverage: Coverage | undefined,
): Promise<JsonValue> {
  const { account } = context;
  const early = {
    ...(redirect === undefined ? {} : factsOfRedirect(account, redirect)),
    ...(token === undefined ? {} : factsOfToken(account, token, [])),
  };
  const known = { ...connection, facts: { ...connection.facts, ...early } };
  const { facts } = await learnFacts(manifest, known, context);
  for (const name of Object.keys(facts)) {
    coverage?.reach(`/auth/${account.authId}/facts/${name}`, 'gives');
  }
  return facts;
}
