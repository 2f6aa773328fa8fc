import { ThemeIcon } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconArrowsSplit2,
  IconFilter,
  IconHandClick,
  IconHourglass,
  IconMessageReply,
  IconPencilCog,
  IconPlayerStop,
  IconRepeat,
  IconRoute,
  IconWebhook,
} from '@tabler/icons-react';
import { ConnectorIcon } from '../../../ui/connector-icon.tsx';
import { findConnector, type Catalogue } from './catalogue.ts';
import type { StepIcon as IconOf } from './describe-step.ts';

const KINDS = {
  set: { icon: IconPencilCog, color: 'blue' },
  filter: { icon: IconFilter, color: 'orange' },
  branch: { icon: IconArrowsSplit2, color: 'grape' },
  'for-each': { icon: IconRepeat, color: 'violet' },
  delay: { icon: IconHourglass, color: 'yellow' },
  respond: { icon: IconMessageReply, color: 'green' },
  stop: { icon: IconPlayerStop, color: 'red' },
  call: { icon: IconRoute, color: 'indigo' },
  flow: { icon: IconAdjustmentsHorizontal, color: 'gray' },
  webhook: { icon: IconWebhook, color: 'race' },
  manual: { icon: IconHandClick, color: 'race' },
} as const;

interface StepIconProps {
  icon: IconOf;
  catalogue: Catalogue;
  size?: number;
}

/** The icon of a connector, or of a kind of step. */
export function StepIcon({ icon, catalogue, size = 32 }: StepIconProps) {
  if ('connector' in icon) {
    return <ConnectorIcon connector={findConnector(catalogue, icon.connector)} size={size} />;
  }
  const { icon: KindIcon, color } = KINDS[icon.kind];
  return (
    <ThemeIcon size={size} variant="light" color={color} radius="md" aria-hidden>
      <KindIcon size={size * 0.6} stroke={1.8} />
    </ThemeIcon>
  );
}
