import { Button, EmptyState, Title } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

export function NotFoundPage() {
  return (
    <EmptyState
      component="main"
      py={80}
      icon={<IconMapQuestion aria-hidden />}
      title={<Title order={1}>There is no page at this address.</Title>}
      description="The link may be old, or mistyped."
    >
      <EmptyState.Actions>
        <Button component={Link} to="/flows">
          Go to flows
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
