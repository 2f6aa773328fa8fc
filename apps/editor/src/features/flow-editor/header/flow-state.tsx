import { ActionIcon, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { pauseFlow, resumeFlow } from '../../../api/flows.ts';
import { asProblem } from '../../../api/problem.ts';
import { useEditor } from '../editor-context.ts';

/** Holds a live flow, or lets a held one go on. */
export function FlowState() {
  const { flow } = useEditor();
  const isLive = flow.status === 'live';
  const change = useMutation({
    ...(isLive ? pauseFlow : resumeFlow),
    onError: (error) => notifications.show({ color: 'red', message: asProblem(error).detail }),
  });
  if (flow.status === 'draft') return null;
  const label = isLive ? 'Pause' : 'Resume';
  return (
    <Tooltip
      label={isLive ? 'Pause: events are kept but start no run' : 'Resume: events start runs again'}
    >
      <ActionIcon
        variant="default"
        size={34}
        aria-label={label}
        loading={change.isPending}
        onClick={() => change.mutate(flow.id)}
      >
        {isLive ? (
          <IconPlayerPause size={16} aria-hidden />
        ) : (
          <IconPlayerPlay size={16} aria-hidden />
        )}
      </ActionIcon>
    </Tooltip>
  );
}
