import { Alert } from '@mantine/core';
import { evaluateCondition } from '@millrace/mapping';
import { isAppError, type Condition, type JsonValue } from '@millrace/model';
import { IconAlertTriangle, IconArrowDown, IconHandStop } from '@tabler/icons-react';
import { useMappingScope } from '../../../ui/mapping-field/mapping-scope.tsx';
import { useEditor } from '../editor-context.ts';

type Verdict = { holds: boolean } | { message: string; hint: string };

/** What the condition says of the sample, as it stands now. */
export function FilterVerdict({ condition }: { condition: Condition }) {
  const { sample } = useEditor();
  const { data } = useMappingScope();
  if (sample.trigger === undefined) return null;
  const verdict = verdictOf(condition, data);
  if ('message' in verdict) {
    return (
      <Alert
        color="orange"
        variant="light"
        p="sm"
        icon={<IconAlertTriangle size={18} aria-hidden />}
      >
        {verdict.message} {verdict.hint}
      </Alert>
    );
  }
  const { holds } = verdict;
  return (
    <Alert
      role="status"
      color={holds ? 'green' : 'gray'}
      variant="light"
      p="sm"
      icon={
        holds ? <IconArrowDown size={18} aria-hidden /> : <IconHandStop size={18} aria-hidden />
      }
    >
      {holds ? 'This sample would pass.' : 'This sample would stop here.'}
    </Alert>
  );
}

function verdictOf(condition: Condition, data: JsonValue): Verdict {
  try {
    return { holds: evaluateCondition(condition, data) };
  } catch (error) {
    if (isAppError(error)) return { message: error.message, hint: error.hint };
    throw error;
  }
}
