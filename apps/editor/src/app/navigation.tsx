import { NavLink, Stack } from '@mantine/core';
import { IconBolt, IconHistory, IconPlug, IconRoute, IconSettings } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import classes from './shell.module.css';

export const PAGES = [
  { to: '/flows', label: 'Flows', icon: IconRoute },
  { to: '/runs', label: 'Runs', icon: IconHistory },
  { to: '/events', label: 'Events', icon: IconBolt },
  { to: '/connections', label: 'Connections', icon: IconPlug },
  { to: '/settings', label: 'Settings', icon: IconSettings },
] as const;

/** The links of the navigation bar; the router marks the open one. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  return (
    <Stack gap={2}>
      {PAGES.map(({ to, label, icon: PageIcon }) => (
        <NavLink
          key={to}
          className={classes.link}
          label={label}
          leftSection={<PageIcon aria-hidden size={18} stroke={1.7} />}
          renderRoot={(props) => <Link {...props} to={to} onClick={onNavigate} />}
        />
      ))}
    </Stack>
  );
}
