import { SchemaLearner, type DataSchema } from '@millrace/mapping';
import type { JsonObject } from '@millrace/model';
import { useEffect, useState } from 'react';

export interface LearnedTrigger {
  /** False until there was something to learn from, or nothing to be had. */
  ready: boolean;
  /** Undefined when nothing was captured and there is no sample. */
  schema: DataSchema | undefined;
}

const WAITING: LearnedTrigger = { ready: false, schema: undefined };

/**
 * What is learned from trigger data, one event in a task of its own, so that the page stays quick.
 * What was learned before stays until the new is there.
 */
export function useTriggerSchema(triggers: readonly JsonObject[] | undefined): LearnedTrigger {
  const [learned, setLearned] = useState(WAITING);
  useEffect(() => {
    if (triggers === undefined) return undefined;
    const learner = new SchemaLearner();
    let next = 0;
    let timer = setTimeout(learn);
    function learn(): void {
      const trigger = triggers?.[next];
      next += 1;
      if (trigger === undefined) {
        setLearned({ ready: true, schema: next === 1 ? undefined : learner.schema() });
        return;
      }
      learner.add(trigger);
      timer = setTimeout(learn);
    }
    return () => clearTimeout(timer);
  }, [triggers]);
  return learned;
}
