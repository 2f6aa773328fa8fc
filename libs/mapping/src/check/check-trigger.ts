import type { Finding, Mapping, WebhookTrigger } from '@millrace/model';
import { schemaWith, UNKNOWN, type DataSchema } from '../schema/data-schema.ts';
import { checkListed, placeIn } from './check-step.ts';
import { checkMapping } from './check-mapping.ts';
import { PlaceReport, type FlowFacts } from './flow-facts.ts';
import { inferMapping } from './infer-mapping.ts';

/**
 * Checks the mappings outside of steps, which see the trigger only: what splits a delivery, and the keys by
 * which events are the same or follow one another. The trigger is as {@link splitTrigger} gives it.
 */
export function checkTrigger(facts: FlowFacts, trigger: DataSchema, found: Finding[]): void {
  const { trigger: written, order_by: order } = facts.document;
  const scope = scopeOf(trigger);
  if (written.kind === 'webhook')
    checkWebhook(new PlaceReport(facts, 'trigger', found), written, scope);
  if (order === undefined) return;
  checkMapping(placeIn(new PlaceReport(facts, 'flow', found), scope, ['order_by'], 'Order'), order);
}

function checkWebhook(
  report: PlaceReport,
  { split, dedupe }: WebhookTrigger,
  scope: DataSchema,
): void {
  if (split !== undefined) {
    const place = placeIn(report, wholeOf(scope), ['split'], 'Split');
    checkListed(place, split, 'the delivery is not split then', 'Choose a list of the delivery.');
  }
  if (typeof dedupe?.by !== 'object') return;
  checkMapping(placeIn(report, scope, ['dedupe', 'by', 'key'], 'Key'), dedupe.by.key);
}

/**
 * What steps see of a trigger that splits: the item as `body`, the whole as `delivery.body`. Events that
 * were split when they arrived look so already.
 */
export function splitTrigger(trigger: DataSchema, split: Mapping | undefined): DataSchema {
  if (split === undefined || trigger.members.has('delivery')) return trigger;
  const body = trigger.members.get('body');
  if (body === undefined) return trigger;
  const { schema } = inferMapping(split, scopeOf(trigger), 'error');
  const delivery = schemaWith({
    count: trigger.count,
    types: { object: 1 },
    members: new Map([['body', body]]),
  });
  const item = schema.items ?? UNKNOWN;
  return withMembers(trigger, [
    ['body', { ...item, present: 1 }],
    ['delivery', delivery],
  ]);
}

/** What `split` sees: the whole delivery as the body. */
function wholeOf(scope: DataSchema): DataSchema {
  const trigger = scope.members.get('trigger') ?? UNKNOWN;
  const whole = trigger.members.get('delivery')?.members.get('body');
  return whole === undefined ? scope : scopeOf(withMembers(trigger, [['body', whole]]));
}

function scopeOf(trigger: DataSchema): DataSchema {
  return schemaWith({
    types: { object: 1 },
    members: new Map([
      ['trigger', trigger],
      ['steps', schemaWith({ types: { object: 1 } })],
    ]),
  });
}

function withMembers(
  schema: DataSchema,
  members: readonly (readonly [string, DataSchema])[],
): DataSchema {
  return { ...schema, members: new Map([...schema.members, ...members]) };
}
