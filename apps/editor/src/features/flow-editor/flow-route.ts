import { getRouteApi } from '@tanstack/react-router';

const route = getRouteApi('/app/flows/$flowId');

/** The parts of the flow page that live in the address bar. */
export function useFlowRoute() {
  const { flowId } = route.useParams();
  const { step, tab } = route.useSearch();
  const navigate = route.useNavigate();
  return {
    flowId,
    /** `trigger`, the id of the open step, or undefined. */
    open: step,
    tab: tab ?? 'build',
    /** Opens a place, on the tab where it can be edited. */
    setOpen: (place: string | undefined) =>
      void navigate({
        search: (before) => ({
          ...before,
          step: place,
          tab: place === undefined ? before.tab : undefined,
        }),
        replace: true,
      }),
    setTab: (next: string) =>
      void navigate({ search: (before) => ({ ...before, tab: tabOf(next) }), replace: true }),
  };
}

const TABS = ['build', 'runs', 'events', 'versions'] as const;

function tabOf(text: string): (typeof TABS)[number] | undefined {
  return TABS.find((tab) => tab === text && tab !== 'build');
}
