import { Button, Card, Group, Text, Title } from '@mantine/core';
import type { FlowTemplate } from '@millrace/model';
import { IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { connectorsQuery } from '../../api/connectors.ts';
import { ConnectorIcon } from '../../ui/connector-icon.tsx';

export interface TemplateCardProps {
  template: FlowTemplate;
  loading: boolean;
  onUse: () => void;
}

export function TemplateCard({ template, loading, onUse }: TemplateCardProps) {
  const connectors = useQuery(connectorsQuery);
  return (
    <Card withBorder radius="lg" padding="md">
      <Group justify="space-between" gap="md">
        <Group gap="md" wrap="nowrap" style={{ flex: '1 1 300px' }}>
          <Group gap={6} wrap="nowrap">
            {template.connectors.map((id, index) => (
              <Fragment key={id}>
                {index === 0 ? null : <IconArrowRight aria-hidden size={14} opacity={0.55} />}
                <ConnectorIcon
                  size={32}
                  connector={connectors.data?.find((connector) => connector.id === id)}
                />
              </Fragment>
            ))}
          </Group>
          <div>
            <Title order={3}>{template.title}</Title>
            <Text size="sm" c="dimmed">
              {template.description}
            </Text>
          </div>
        </Group>
        <Button
          variant="light"
          loading={loading}
          onClick={onUse}
          aria-label={`Use template ${template.title}`}
        >
          Use template
        </Button>
      </Group>
    </Card>
  );
}
