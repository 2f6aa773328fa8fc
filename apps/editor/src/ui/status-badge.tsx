import { Badge, Tooltip } from '@mantine/core';
import type { AttemptStatus, FlowStatus, RunStatus, Verdict } from '@millrace/model';
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconClock,
  IconCopy,
  IconCopyCheck,
  IconHandStop,
  IconHeartHandshake,
  IconHelpHexagon,
  IconHourglass,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconShieldX,
  IconX,
  type Icon,
} from '@tabler/icons-react';

interface Look {
  label: string;
  color: string;
  icon: Icon;
  /** What the state means, for those who meet it first. */
  help: string;
}

export const RUN_LOOKS: Readonly<Record<RunStatus, Look>> = {
  queued: look('Queued', 'gray', IconClock, 'Waits for a worker.'),
  running: look('Running', 'blue', IconPlayerPlay, 'A worker is busy with it.'),
  waiting: look('Waiting', 'yellow', IconHourglass, 'Waits for a time or for the next try.'),
  succeeded: look('Succeeded', 'green', IconCheck, 'Every step did its work.'),
  failed: look('Failed', 'red', IconX, 'A step gave up; open the run to see why.'),
  stopped: look('Stopped', 'gray', IconHandStop, 'A filter or a stop step ended it on purpose.'),
  in_doubt: look('In doubt', 'orange', IconHelpHexagon, 'It may or may not have had its effect.'),
  cancelled: look('Cancelled', 'gray', IconBan, 'Someone cancelled it.'),
};

const ATTEMPT_LOOKS: Readonly<Record<AttemptStatus, Look>> = {
  running: look('Running', 'blue', IconPlayerPlay, 'Not finished yet.'),
  succeeded: look('Succeeded', 'green', IconCheck, 'Did its work.'),
  failed: look('Failed', 'red', IconX, 'Did not do its work.'),
  skipped: look('Skipped', 'gray', IconPlayerSkipForward, 'Was not needed.'),
  in_doubt: look('In doubt', 'orange', IconHelpHexagon, 'It may or may not have had its effect.'),
};

const FLOW_LOOKS: Readonly<Record<FlowStatus, Look>> = {
  draft: look('Draft', 'gray', IconPencil, 'Never published: events are kept but start no run.'),
  live: look('Live', 'green', IconPlayerPlay, 'Events start runs of the published version.'),
  paused: look('Paused', 'yellow', IconPlayerPause, 'Events are kept but start no run.'),
};

export const VERDICT_LOOKS: Readonly<Record<Verdict, Look>> = {
  accepted: look('Accepted', 'green', IconCheck, 'It started a run.'),
  duplicate: look('Duplicate', 'gray', IconCopy, 'It had arrived before.'),
  handshake: look('Handshake', 'blue', IconHeartHandshake, 'The application tried the URL.'),
  paused: look('Flow paused', 'yellow', IconPlayerPause, 'Kept; the flow was paused.'),
  unpublished: look('Not published', 'gray', IconCopyCheck, 'Kept; the flow was not published.'),
  bad_signature: look('Bad signature', 'red', IconShieldX, 'Refused; the signature did not hold.'),
  malformed: look('Malformed', 'red', IconAlertTriangle, 'Refused; the body could not be read.'),
};

function look(label: string, color: string, icon: Icon, help: string): Look {
  return { label, color, icon, help };
}

function LookBadge({ label, color, icon: LookIcon, help }: Look) {
  return (
    <Tooltip label={help}>
      <Badge
        color={color}
        variant="light"
        tt="none"
        fw={550}
        size="md"
        leftSection={<LookIcon aria-hidden size={12} stroke={2.2} />}
        styles={{ root: { flexShrink: 0, maxWidth: 'none' }, label: { overflow: 'visible' } }}
      >
        {label}
      </Badge>
    </Tooltip>
  );
}

export function RunStatusBadge({ status }: { status: RunStatus }) {
  return <LookBadge {...RUN_LOOKS[status]} />;
}

export function AttemptStatusBadge({ status }: { status: AttemptStatus }) {
  return <LookBadge {...ATTEMPT_LOOKS[status]} />;
}

export function FlowStatusBadge({ status }: { status: FlowStatus }) {
  return <LookBadge {...FLOW_LOOKS[status]} />;
}

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return <LookBadge {...VERDICT_LOOKS[verdict]} />;
}
