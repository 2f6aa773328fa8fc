import { SchemaLearner, type DataSchema } from '@millrace/mapping';
import type { JsonObject } from '@millrace/model';
import { useEffect, useState } from 'react';

/**
 * What is learned from trigger data, one event in a task of its own, so that the page stays quick.
 * The schema from before stays until the new one is there.
 */
export function useTriggerSchema(triggers: readonly JsonObject[] | undefined) {
  const [schema, setSchema] = useState<DataSchema>();
  useEffect(() => {
    if (triggers === undefined) return undefined;
    const learner = new SchemaLearner();
    let next = 0;
    let timer = setTimeout(learn);
    function learn(): void {
      const trigger = triggers?.[next];
      next += 1;
      if (trigger === undefined) {
        setSchema(next === 1 ? undefined : learner.schema());
        return;
      }
      learner.add(trigger);
      timer = setTimeout(learn);
    }
    return () => clearTimeout(timer);
  }, [triggers]);
  return schema;
}
