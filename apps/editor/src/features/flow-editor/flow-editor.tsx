import { Tabs } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { Flow } from '@millrace/model';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useDraftKeys } from './draft/use-draft-keys.ts';
import { EditorContext } from './editor-context.ts';
import classes from './flow-editor.module.css';
import { FlowHeader } from './header/flow-header.tsx';
import { LeaveGuard } from './header/leave-guard.tsx';
import { useFlowRoute } from './flow-route.ts';
import { FlowCanvas } from './graph/flow-canvas.tsx';
import { SidePanel } from './panel/side-panel.tsx';
import { RemoveStepModal } from './panel/remove-step-modal.tsx';
import { EventsTab } from './runs/events-tab.tsx';
import { RunsTab } from './runs/runs-tab.tsx';
import { VersionsTab } from './runs/versions-tab.tsx';
import { useEditorState } from './use-editor-state.ts';

/** The flow page once its flow is here. */
export function FlowEditor({ flow }: { flow: Flow }) {
  const { tab, setTab } = useFlowRoute();
  const { editor, removing, setRemoving, trouble } = useEditorState(flow);
  const { draft } = editor;
  useDocumentTitle(`${draft.document.name} · Millrace`);
  useDraftKeys(draft);
  return (
    <EditorContext value={editor}>
      <LeaveGuard />
      <Tabs
        value={tab}
        onChange={(next) => setTab(next ?? 'build')}
        className={classes.tabs ?? ''}
        keepMounted={false}
      >
        <FlowHeader />
        {trouble === undefined ? null : (
          <ErrorPanel
            title="The connectors or connections could not be loaded."
            problem={trouble.problem}
            onRetry={trouble.retry}
          />
        )}
        <Tabs.Panel value="build" className={classes.build ?? ''}>
          <FlowCanvas />
          <SidePanel />
        </Tabs.Panel>
        <Tabs.Panel value="runs" className={classes.tabBody ?? ''}>
          <RunsTab />
        </Tabs.Panel>
        <Tabs.Panel value="events" className={classes.tabBody ?? ''}>
          <EventsTab />
        </Tabs.Panel>
        <Tabs.Panel value="versions" className={classes.tabBody ?? ''}>
          <VersionsTab />
        </Tabs.Panel>
      </Tabs>
      <RemoveStepModal id={removing} onClose={() => setRemoving(undefined)} />
    </EditorContext>
  );
}
