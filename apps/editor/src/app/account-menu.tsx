import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import type { Session } from '@millrace/model';
import { IconLogout, IconSelector, IconSettings } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { signOut } from '../api/session.ts';
import classes from './shell.module.css';

/** Who is signed in, and the way out. */
export function AccountMenu({ user }: { user: NonNullable<Session['user']> }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    ...signOut,
    onSuccess: async () => {
      queryClient.clear();
      await navigate({ to: '/sign-in' });
    },
  });
  return (
    <Menu position="top-start" width="target">
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <Avatar size={28} radius="xl" name={user.name} color="race" aria-hidden />
          <Text size="sm" fw={550} truncate flex={1}>
            {user.name}
          </Text>
          <IconSelector aria-hidden size={15} style={{ flexShrink: 0 }} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item
          leftSection={<IconSettings size={15} />}
          renderRoot={(props) => <Link {...props} to="/settings" />}
        >
          Settings
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => leave.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
