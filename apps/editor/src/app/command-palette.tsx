import '@mantine/spotlight/styles.css';
import {
  Spotlight,
  spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from '@mantine/spotlight';
import { IconPlus, IconRoute, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { flowsQuery } from '../api/flows.ts';
import { PAGES } from './navigation.tsx';

/** Search over flows, pages and actions. Loaded when first asked for; opens each time `asked` grows. */
export function CommandPalette({ asked }: { asked: number }) {
  const navigate = useNavigate();
  const flows = useQuery(flowsQuery);
  useEffect(() => spotlight.open(), [asked]);

  const actions: SpotlightActionGroupData[] = [
    {
      group: 'Flows',
      actions: (flows.data?.items ?? []).map((flow) => ({
        id: flow.id,
        label: flow.name,
        description: `${flow.status} · ${flow.step_count === 1 ? '1 step' : `${flow.step_count} steps`}`,
        leftSection: <IconRoute aria-hidden size={18} stroke={1.7} />,
        onClick: () => void navigate({ to: '/flows/$flowId', params: { flowId: flow.id } }),
      })),
    },
    {
      group: 'Go to',
      actions: PAGES.map(({ to, label, icon: PageIcon }) => ({
        id: to,
        label,
        leftSection: <PageIcon aria-hidden size={18} stroke={1.7} />,
        onClick: () => void navigate({ to }),
      })),
    },
    { group: 'Do', actions: doActions(navigate) },
  ];
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      scrollable
      maxHeight={420}
      highlightQuery
      centered={false}
      yOffset={96}
      attributes={{ content: { 'aria-label': 'Search' } }}
      nothingFound="Nothing has this name."
      searchProps={{
        leftSection: <IconSearch aria-hidden size={18} />,
        placeholder: 'Search flows, pages and actions',
        'aria-label': 'Search flows, pages and actions',
      }}
    />
  );
}

function doActions(navigate: ReturnType<typeof useNavigate>): SpotlightActionData[] {
  return [
    {
      id: 'new-flow',
      label: 'New flow',
      leftSection: <IconPlus aria-hidden size={18} stroke={1.7} />,
      onClick: () => void navigate({ to: '/flows', search: { create: true } }),
    },
    {
      id: 'new-connection',
      label: 'New connection',
      leftSection: <IconPlus aria-hidden size={18} stroke={1.7} />,
      onClick: () => void navigate({ to: '/connections', search: { create: true } }),
    },
  ];
}
