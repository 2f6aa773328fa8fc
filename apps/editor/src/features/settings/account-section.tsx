import { DataList } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/session.ts';
import { QueryState, RowsSkeleton } from '../../ui/query-state.tsx';
import { Section } from './section.tsx';

export function AccountSection() {
  const session = useQuery(sessionQuery);
  return (
    <Section title="Account">
      <QueryState query={session} skeleton={<RowsSkeleton rows={3} height={20} />}>
        {({ user, workspace }) => (
          <DataList gap={6}>
            <Fact label="Name" value={user?.name} />
            <Fact label="E-mail" value={user?.email} />
            <Fact label="Role" value={user?.role} />
            <Fact label="Workspace" value={workspace?.name} />
          </DataList>
        )}
      </QueryState>
    </Section>
  );
}

function Fact({ label, value }: { label: string; value: string | undefined }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue>{value ?? '–'}</DataList.ItemValue>
    </DataList.Item>
  );
}
