import { checkFlow, SchemaLearner } from '@millrace/mapping';
import { expect, it } from 'vitest';
import { CATALOGUE, ORDER, templateFlow } from '../testing.ts';
import { checkOfFinding } from './check.ts';

it('a flow from the template cannot be published before it has an audience, and says so at the field', () => {
  const learner = new SchemaLearner();
  learner.add({ ...ORDER });
  const findings = checkFlow({
    document: templateFlow(),
    trigger: learner.schema(),
    manifests: [...CATALOGUE],
    flows: undefined,
  });
  expect(findings.map(checkOfFinding)).toContainEqual(
    expect.objectContaining({
      place: 'subscribe',
      severity: 'error',
      message: 'Audience is required.',
      finding: expect.objectContaining({ field: ['input', 'list_id'] }) as unknown,
    }),
  );
});
