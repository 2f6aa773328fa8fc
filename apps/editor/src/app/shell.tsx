import '@mantine/notifications/styles.css';
import { AppShell, Burger, Button, Group, Kbd, Text } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { IconSearch } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { sessionQuery } from '../api/session.ts';
import { followStream } from '../api/stream.ts';
import { Logo } from '../ui/logo.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ColorSchemeButton } from './color-scheme-button.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';

const CommandPalette = lazy(async () => {
  const { CommandPalette: component } = await import('./command-palette.tsx');
  return { default: component };
});

/** The frame around every page of a signed-in user. Pages find the room left for them below
 * `--app-shell-header-height`, which is 0 on wide screens. */
export function Shell() {
  const [menu, { toggle, close }] = useDisclosure(false);
  const [searches, setSearches] = useState(0);
  const search = (): void => setSearches((count) => count + 1);
  useHotkeys([['mod+K', search]], []);
  useSessionGuard();
  useLiveData();
  return (
    <AppShell
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !menu } }}
      header={{ height: { base: 52, sm: 0 } }}
      transitionDuration={150}
    >
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.header}>
        <Burger opened={menu} onClick={toggle} size="sm" aria-label="Navigation" />
        <Brand />
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label="Main">
        <AppShell.Section visibleFrom="sm" className={classes.brandRow}>
          <Brand />
        </AppShell.Section>
        <AppShell.Section>
          <SearchButton onClick={search} />
        </AppShell.Section>
        <AppShell.Section grow>
          <Navigation onNavigate={close} />
        </AppShell.Section>
        <AppShell.Section>
          <Foot />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </AppShell.Main>
      <Notifications position="bottom-right" limit={3} />
      {searches === 0 ? null : (
        <Suspense>
          <CommandPalette asked={searches} />
        </Suspense>
      )}
    </AppShell>
  );
}

function Brand() {
  return (
    <Link to="/flows" className={classes.brand}>
      <Logo size={24} />
      <Text span fw={680} fz={16} lts="-0.01em" c="var(--mantine-color-text)">
        Millrace
      </Text>
    </Link>
  );
}

function SearchButton({ onClick }: { onClick: () => void }) {
  return (
    <Button
      fullWidth
      variant="default"
      justify="space-between"
      classNames={{ root: classes.search, label: classes.searchLabel }}
      leftSection={<IconSearch aria-hidden size={15} />}
      rightSection={<Kbd size="xs">Ctrl K</Kbd>}
      onClick={onClick}
    >
      Search
    </Button>
  );
}

function Foot() {
  const { data: session } = useQuery(sessionQuery);
  return (
    <Group gap={4} wrap="nowrap">
      {session?.user ? <AccountMenu user={session.user} /> : null}
      <ColorSchemeButton />
    </Group>
  );
}

/** Leads to the sign-in page when the session ended while the page was open. */
function useSessionGuard(): void {
  const router = useRouter();
  const { data: session } = useQuery(sessionQuery);
  const signedOut = session?.user === null;
  useEffect(() => {
    if (signedOut) void router.invalidate();
  }, [signedOut, router]);
}

function useLiveData(): void {
  const queryClient = useQueryClient();
  useEffect(() => followStream(queryClient), [queryClient]);
}
