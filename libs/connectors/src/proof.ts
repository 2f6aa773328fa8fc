import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AppError,
  isJsonObject,
  parseJson,
  TIERS,
  type ConnectorInfo,
  type Field,
  type Manifest,
  type Tier,
} from '@millrace/model';
import { z } from 'zod';

/** The file of a connector's folder that says which of its actions met a peer, written by `npm run peers`. */
export const PROOF_FILE = 'proof.json';

const proofSchema = z.strictObject({
  actions: z.record(
    z.string(),
    z.strictObject({
      tier: z.enum(['peer', 'document']),
      /** The vendor's SDK or the independent server, as its package is called, and its version. */
      peer: z.string().min(1),
      version: z.string().min(1),
      day: z.iso.date(),
      /** The file that holds the test of the action. */
      test: z.string().min(1),
      /** What {@link wireOf} gave for the action then. */
      wire: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type Proof = z.infer<typeof proofSchema>;

/** Tiers by action. */
export type Tiers = Readonly<Record<string, Tier>>;

/** The proof in a connector's folder; without the file nothing is proven. Throws CONNECTOR_INVALID. */
export function readProof(folder: string): Proof {
  const file = join(folder, PROOF_FILE);
  if (!existsSync(file)) return { actions: {} };
  const parsed = proofSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new AppError('CONNECTOR_INVALID', { id: file, reason: z.prettifyError(parsed.error) });
}

/**
 * The tier of each action: that of its proof while what it sends and reads is what was proven, otherwise
 * `documentation`, as every shipped manifest names the page it comes from.
 */
export function tiersOf(manifest: Manifest, proof: Proof): Tiers {
  const ids = Object.keys(manifest.actions ?? {});
  return Object.fromEntries(
    ids.map((id): [string, Tier] => {
      const one = proof.actions[id];
      const holds = one !== undefined && one.wire === wireOf(manifest, id);
      return [id, holds ? one.tier : 'documentation'];
    }),
  );
}

/** A connector's description with the tier of each action, and of the whole: what all of them have reached. */
export function withTiers(info: ConnectorInfo, tiers: Tiers): ConnectorInfo {
  const actions = info.actions.map((action) => ({
    ...action,
    tier: tiers[action.id] ?? 'documentation',
  }));
  return { ...info, actions, tier: lowest(actions.map(({ tier }) => tier)) };
}

/** The tier that all have reached; `documentation` for none. */
function lowest(tiers: readonly Tier[]): Tier {
  const places = tiers.map((tier) => TIERS.indexOf(tier));
  return TIERS[Math.max(...places)] ?? 'documentation';
}

/**
 * A hash of all that decides what an action sends and how its answers are read. Labels, help, samples,
 * lists, limits and other actions are no part of it, so changing them makes no proof stale.
 */
export function wireOf(manifest: Manifest, id: string): string {
  const { servers, hosts, defaults, answers, connection = [] } = manifest;
  const { input = [], request, steps, answers: own, output, repeat } = manifest.actions?.[id] ?? {};
  const auth = Object.entries(manifest.auth).map(([key, kind]) => {
    const fields = (kind.fields ?? []).map((field) => field.key);
    const silent = { label: undefined, help: undefined, test: undefined };
    return [key, { ...kind, ...silent, fields }] as const;
  });
  const wire = {
    ...{ servers, hosts, defaults, answers, auth: Object.fromEntries(auth) },
    ...{ request, steps, own, value: output?.value, drop: output?.drop, repeat: repeat?.by },
    ...{ connection: connection.map(({ key }) => key), input: input.map(wireOfField) },
  };
  return createHash('sha256').update(canonical(wire)).digest('hex');
}

function wireOfField(field: Field): unknown {
  const { key, type, required, default: preset, items, fields, options, empty } = field;
  return {
    ...{ key, type, required, preset, empty, when: field.show_when },
    items: items === undefined ? undefined : wireOfField(items),
    fields: Array.isArray(fields) ? fields.map(wireOfField) : undefined,
    options: Object.entries(options ?? {}).map(([name, one]) => [name, wireOfField(one)]),
  };
}

/** JSON with the keys of objects in order, and without the hints of answers, which only people read. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, member: unknown) => {
    if (key === 'hint') return undefined;
    if (!isJsonObject(member)) return member;
    return Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
