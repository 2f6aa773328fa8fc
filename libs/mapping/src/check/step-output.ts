import type { Step } from '@millrace/model';
import { schemaWith, UNKNOWN, type DataSchema } from '../schema/data-schema.ts';
import { schemaOfOutput } from '../schema/field-schema.ts';
import { constant } from '../schema/narrow-schema.ts';
import { mixSchemas } from '../schema/merge-schema.ts';
import { actionOf, type FlowFacts } from './flow-facts.ts';
import { inferMapping, inferMembers } from './infer-mapping.ts';

const TEXT = schemaWith({ types: { string: 1 } });

/** What a step puts out, for what it sees; `last` is what the last step inside of a loop puts out. */
export function outputOf(
  facts: FlowFacts,
  step: Step,
  scope: DataSchema,
  last: DataSchema,
): DataSchema {
  switch (step.kind) {
    case 'action': {
      const known = actionOf(facts, step);
      if (known === undefined) return UNKNOWN;
      const output = schemaOfOutput(known.action);
      // A call that failed and was passed over put out something else.
      return step.on_error === 'continue' ? { ...output, open: true } : output;
    }
    case 'set':
      return inferMembers(step.fields, scope, 'error');
    case 'filter':
      return objectOf({ passed: constant([true]) });
    case 'branch':
      return objectOf({ path: namesOf(step.paths.map(({ name }) => name)) });
    case 'for-each':
      return schemaWith({ types: { list: 1 }, items: last });
    case 'delay':
      return objectOf({ until: TEXT });
    case 'respond':
      return objectOf({
        status: constant([step.status]),
        headers: schemaWith({ types: { object: 1 }, open: true }),
        body:
          step.body === undefined
            ? constant([null])
            : inferMapping(step.body, scope, 'error').schema,
      });
    case 'stop':
    case 'call':
      return UNKNOWN;
  }
}

/** What is seen at `error` of a step after whose failure the flow goes on: null when it went well. */
export function failureOf(step: Step): { error?: DataSchema } {
  if (step.kind !== 'action' || step.on_error !== 'continue') return {};
  const whole = schemaWith({ types: { number: 1 }, whole: 1 });
  const failure = objectOf({
    status: mixSchemas(whole, constant([null]), 0.5),
    code: TEXT,
    message: TEXT,
    body: UNKNOWN,
  });
  return { error: mixSchemas(failure, constant([null]), 0.5) };
}

function objectOf(members: Readonly<Record<string, DataSchema>>): DataSchema {
  return schemaWith({ types: { object: 1 }, members: new Map(Object.entries(members)) });
}

/** The path that was taken, or null when none was. */
function namesOf(names: readonly string[]): DataSchema {
  return mixSchemas(constant(names), constant([null]), 0.5);
}
