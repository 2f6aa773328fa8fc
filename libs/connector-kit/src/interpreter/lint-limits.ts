import type { ConnectorRequest, Fault, Limit, Manifest } from '@millrace/model';
import { ownMember } from '../own-member.ts';
import { namedLimits, requestsOf } from './limit-names.ts';
import { fault, lintMapping, seeing, type Place, type Scope } from './lint-reads.ts';

/** What is wrong with the limits of a manifest, among it that no request is under one. */
export function lintLimits(manifest: Manifest, base: Scope): Fault[] {
  const free = { ...base, input: undefined };
  const uses = manifest.defaults?.limit?.use ?? [];
  return [
    ...unknown(manifest, uses, ['defaults', 'limit', 'use']),
    ...Object.entries(manifest.limits ?? {}).flatMap(([id, limit]) => {
      const { per, learn = {} } = limit;
      const place = ['limits', id];
      return [
        ...lintUse(manifest, id, limit, base),
        ...(typeof per === 'string' ? [] : lintMapping(per, free, [...place, 'per'])),
        ...Object.entries(learn).flatMap(([name, mapping]) =>
          name === 'unit'
            ? []
            : lintMapping(mapping, seeing(free, 'answer'), [...place, 'learn', name]),
        ),
      ];
    }),
  ];
}

/** What is wrong with the limits that a request names. */
export function lintLimitUse(
  manifest: Manifest,
  limit: ConnectorRequest['limit'],
  scope: Scope,
  place: Place,
): Fault[] {
  if (limit === undefined) return [];
  return [
    ...unknown(manifest, limit.use, [...place, 'use']),
    ...limit.use.flatMap((id) => {
      const per = ownMember(manifest.limits, id)?.per;
      return typeof per === 'string' ? [] : lintMapping(per, scope, [...place, 'use']);
    }),
    ...lintMapping(limit.cost, scope, [...place, 'cost']),
  ];
}

function unknown(manifest: Manifest, uses: readonly string[], place: Place): Fault[] {
  return uses.flatMap((id) =>
    ownMember(manifest.limits, id) === undefined
      ? [fault(place, `There is no limit "${id}".`)]
      : [],
  );
}

function lintUse(manifest: Manifest, id: string, limit: Limit, base: Scope): Fault[] {
  const { per, calls, at_once: atOnce, hold, learn } = limit;
  const place = ['limits', id];
  const isEmpty = [calls, atOnce, hold, learn].every((one) => one === undefined);
  if (isEmpty) return [fault(place, 'It limits nothing: give calls, at_once, hold or learn.')];
  if (requestsOf(manifest).length === 0) return [fault(place, 'No request is under it.')];
  if (typeof per !== 'object' || namedLimits(manifest).has(id)) return [];
  const inputs = Object.values(manifest.actions ?? {}).map(({ input }) => input);
  const isRead = inputs.some((fields) => {
    const scope = { ...base, input: new Set(fields.map(({ key }) => key)) };
    return lintMapping(per, scope, place).length === 0;
  });
  return isRead ? [] : [fault([...place, 'per'], 'No action has what it goes by.')];
}
