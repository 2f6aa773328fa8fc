import { Divider, SegmentedControl, Stack, Text } from '@mantine/core';
import type { Trigger } from '@millrace/model';
import { TRIGGER } from '../checks/check.ts';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { describeTrigger } from '../graph/describe-step.ts';
import { Fields } from '../panel/fields.tsx';
import { PanelHead } from '../panel/panel-head.tsx';
import { PlaceChecks } from '../panel/place-checks.tsx';
import { Arrivals } from './arrivals.tsx';
import { HookUrl } from './hook-url.tsx';
import { ManualStart } from './manual-start.tsx';
import { Registration } from './registration.tsx';
import { ReplyModeChoice } from './reply-mode.tsx';
import { SetupHelp } from './setup-help.tsx';
import { SourceSelect } from './source-select.tsx';
import { Verification } from './verification.tsx';

const KINDS = [
  { value: 'webhook', label: 'A request arrives' },
  { value: 'manual', label: 'Someone starts it' },
];

/** What starts the flow, and what has arrived so far. */
export function TriggerPanel() {
  const { draft, catalogue, readOnly } = useEditor();
  const { document } = draft;
  const { trigger } = document;
  const label = describeTrigger(trigger, catalogue);
  const setTrigger = (next: Trigger) => draft.edit({ ...document, trigger: next });
  return (
    <>
      <PanelHead icon={label.icon} title={label.title} summary="What starts this flow" />
      <div className={classes.panelBody}>
        <Stack gap="lg">
          <Fields>
            <Stack gap="lg">
              <SegmentedControl
                disabled={readOnly}
                aria-label="What starts the flow"
                fullWidth
                data={KINDS}
                value={trigger.kind}
                onChange={(kind) => setTrigger(kind === 'manual' ? { kind } : { kind: 'webhook' })}
              />
              {trigger.kind === 'manual' ? (
                <>
                  <Text size="sm" c="dimmed">
                    The flow runs when someone starts it here or through the API, with a body they
                    give.
                  </Text>
                  <ManualStart />
                </>
              ) : (
                <>
                  <SourceSelect trigger={trigger} onChange={setTrigger} />
                  <HookUrl />
                  <PlaceChecks place={TRIGGER} />
                  <Registration trigger={trigger} onChange={setTrigger} />
                  <Verification trigger={trigger} onChange={setTrigger} />
                  <ReplyModeChoice trigger={trigger} onChange={setTrigger} />
                  <SetupHelp source={trigger.source} />
                </>
              )}
            </Stack>
          </Fields>
          <Divider />
          <Arrivals trigger={trigger} />
        </Stack>
      </div>
    </>
  );
}
