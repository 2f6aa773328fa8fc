import {
  isPathMapping,
  type Finding,
  type PathMapping,
  type TemplateMapping,
} from '@millrace/model';
import { shorten } from '../path/path-limits.ts';
import { isWeak, shareOf, typesOf } from '../schema/data-schema.ts';
import {
  writtenPath,
  type DeadEnd,
  type SchemaReading,
  type SchemaStep,
} from '../schema/read-schema.ts';
import type { FlowFacts, MappingPlace } from './flow-facts.ts';
import { isOutsideOfLoop, mistyped, nearestPath } from './nearest-path.ts';

/** One reading of the data by a mapping. */
export interface DataUse {
  path: string;
  /** True when the template says itself what happens when nothing is there. */
  optional?: boolean;
  position?: number;
  /** The fix that reads another path instead. */
  readInstead: (steps: readonly SchemaStep[]) => Pick<Finding, 'fix'>;
}

/**
 * Reports a path that leads nowhere. Where a missing value is provided for, or less is known, only one that
 * looks mistyped. True when what is there may still be judged.
 */
export function checkDeadEnd(
  place: MappingPlace,
  mapping: PathMapping | TemplateMapping,
  { share, end }: SchemaReading,
  use: DataUse,
): boolean {
  if (end === undefined) return true;
  const { report, field, label, scope } = place;
  const isProvided =
    use.optional === true || place.takesMissing === true || saysMissing(mapping) || share > 0;
  const meant =
    isProvided && !isMistyped(end) ? undefined : report.search(() => nearestPath(scope, end));
  if (isProvided && meant === undefined) return true;
  const written = meant && writtenPath(meant);
  report.add({
    kind: 'path_never_present',
    severity: severityOf(place, end, isProvided),
    field,
    path: use.path,
    ...(use.position !== undefined && { position: use.position }),
    message: `${label}: there is never anything at ${shorten(use.path)}: ${describeEnd(end)}.`,
    hint: written === undefined ? hintFor(mapping) : `Did you mean ${written}?`,
    share: 1,
    ...(meant !== undefined && use.readInstead(meant)),
  });
  return false;
}

function severityOf(
  { report, missing }: MappingPlace,
  end: DeadEnd,
  isProvided: boolean,
): Finding['severity'] {
  const fails = !isProvided && missing === 'error';
  return fails && isCertain(end, report.facts) ? 'error' : 'warning';
}

function saysMissing({ missing }: PathMapping | TemplateMapping): boolean {
  return missing !== undefined && missing !== 'error';
}

function hintFor(mapping: PathMapping | TemplateMapping): string {
  return isPathMapping(mapping)
    ? 'Pick the value again from a captured event, or say what to do when it is missing.'
    : 'Pick the value again from a captured event, or give a default: {{default … "…"}}.';
}

function isMistyped({ wanted, place }: DeadEnd): boolean {
  return typeof wanted === 'string' && mistyped(wanted, place.members.keys()) !== undefined;
}

/** Why a path goes no further, in words. */
function describeEnd(end: DeadEnd): string {
  const { place, reached, wanted } = end;
  if (isOutsideOfLoop(end)) return 'items are there only inside of a loop';
  const at = shorten(writtenPath(reached));
  const [type] = typesOf(place);
  if (type === 'list' && typeof wanted === 'string') return `${at} is a list and has no names`;
  if (type === 'list') return `${at} is a list without so many items`;
  if (shareOf(place, 'object') > 0) {
    return typeof wanted === 'string'
      ? `${at} has no "${shorten(wanted, 60)}"`
      : `${at} is an object, not a list`;
  }
  return type === undefined ? `nothing is known of ${at}` : `${at} is ${NAMES[type]}`;
}

const NAMES = {
  string: 'a text',
  number: 'a number',
  boolean: 'yes or no',
  null: 'null',
  list: 'a list',
  object: 'an object',
} as const;

/** True when the next event cannot bring what is missing, or enough events were looked at. */
function isCertain({ place, reached }: DeadEnd, { events, placed }: FlowFacts): boolean {
  const [room, name, output] = reached;
  if (room === undefined || room === 'flow' || room === 'run') return true;
  if (room === 'trigger' && reached.length === 1) return true;
  if (room !== 'steps') return events > 0 && !isWeak(place);
  if (output === undefined) return true;
  const kind = placed.find(({ step }) => step.id === name)?.step.kind;
  return kind !== undefined && kind !== 'action' && reached.length === 3;
}
