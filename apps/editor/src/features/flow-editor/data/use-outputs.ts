import type { FlowDocument, RunDetail, TestStepResponse } from '@millrace/model';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { rowsOf } from '../../../api/page.ts';
import { runQuery, runsQuery } from '../../../api/runs.ts';
import type { Catalogue } from '../graph/catalogue.ts';
import { lastAttempts } from '../graph/step-statuses.ts';
import { jsonOf, outputsOf, type KnownOutput, type Outputs, type RunSeen } from './scope.ts';

export interface StepOutputs {
  outputs: Outputs;
  /** What a test or the newest run told; these stand for every event. */
  recorded: Outputs;
  /** The newest run of the flow, with its attempts. */
  lastRun: RunDetail | undefined;
  /** Keeps what a step gave when it was tried. */
  remember: (step: string, result: TestStepResponse) => void;
}

/** The output of each step, as far as a test, the newest run or the draft itself tells it. */
export function useOutputs(
  flowId: string,
  document: FlowDocument,
  seen: RunSeen | undefined,
  catalogue: Catalogue,
): StepOutputs {
  const runs = useInfiniteQuery(runsQuery({ flow: flowId }, 20));
  const newest = runs.data === undefined ? undefined : rowsOf(runs.data)[0];
  const run = useQuery({ ...runQuery(newest?.id ?? ''), enabled: newest !== undefined });
  const [tested, setTested] = useState<Outputs>(new Map());
  const remember = useCallback((step: string, result: TestStepResponse) => {
    if (result.status !== 'succeeded') return;
    const output: KnownOutput = { value: jsonOf(result.output), from: 'test' };
    setTested((before) => new Map(before).set(step, output));
  }, []);
  const lastRun = newest === undefined ? undefined : run.data;
  const recorded = useMemo(() => new Map([...outputsOfRun(lastRun), ...tested]), [lastRun, tested]);
  const outputs = useMemo(
    () => (seen === undefined ? new Map() : outputsOf(document, seen, recorded, catalogue)),
    [document, seen, recorded, catalogue],
  );
  return { outputs, recorded, lastRun, remember };
}

function outputsOfRun(run: RunDetail | undefined): Map<string, KnownOutput> {
  const outputs = new Map<string, KnownOutput>();
  for (const [step, attempt] of lastAttempts(run?.attempts ?? [])) {
    if (attempt.status === 'succeeded' && attempt.output !== undefined) {
      outputs.set(step, { value: jsonOf(attempt.output), from: 'run' });
    }
  }
  return outputs;
}
