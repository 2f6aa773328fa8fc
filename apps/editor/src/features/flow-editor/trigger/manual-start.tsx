import { Button, JsonInput, Stack, Tooltip } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { runFlow } from '../../../api/flows.ts';
import { asProblem } from '../../../api/problem.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { readJson } from '../../../ui/mapping-field/json-text.ts';
import { jsonOf } from '../data/scope.ts';
import { useEditor } from '../editor-context.ts';

/** Starts the published flow with a body typed here. */
export function ManualStart() {
  const { flow } = useEditor();
  const [text, setText] = useState('{}');
  const start = useMutation(runFlow);
  const read = readJson(text);
  const isLive = flow.status === 'live';
  return (
    <Stack gap="sm">
      <JsonInput
        label="Body"
        value={text}
        onChange={setText}
        autosize
        minRows={3}
        maxRows={14}
        error={read.ok ? null : read.reason}
      />
      <Tooltip label="Publish the flow first." disabled={isLive}>
        <Button
          variant="light"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          style={{ alignSelf: 'flex-start' }}
          loading={start.isPending}
          disabled={!isLive || !read.ok}
          onClick={() => {
            if (read.ok) start.mutate({ id: flow.id, input: { body: jsonOf(read.mapping) } });
          }}
        >
          Start the flow
        </Button>
      </Tooltip>
      {start.error === null ? null : <ErrorPanel problem={asProblem(start.error)} />}
    </Stack>
  );
}
