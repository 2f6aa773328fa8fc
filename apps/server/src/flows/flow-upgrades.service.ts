import { Inject, Injectable } from '@nestjs/common';
import {
  actionKey,
  upgradeStep,
  walkSteps,
  type ActionInfo,
  type ActionStep,
  type SliceChange,
  type StepUpgrade,
} from '@millrace/model';
import { compareActions } from '@millrace/connector-kit';
import type { Actor } from '../access/actor.ts';
import { splitId, type Catalogue } from '../catalogue/catalogue.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { Slices, type NamedSlice } from '../catalogue/slices.service.ts';
import { FlowActions } from './flow-actions.service.ts';
import { FlowService } from './flow.service.ts';

const KINDS = ['quiet', 'additive', 'breaking'] as const;

/** What newer versions of connectors offer the steps of a draft. Nothing is changed. */
@Injectable()
export class FlowUpgrades {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(FlowActions) private readonly actions: FlowActions,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(Slices) private readonly slices: Slices,
  ) {}

  /** A step for each that names another version than the newest, in their order. Throws FLOW_NOT_FOUND. */
  async of(actor: Actor, flowId: string): Promise<StepUpgrade[]> {
    const { document } = await this.flows.get(actor, flowId);
    const catalogue = await this.catalogues.of(actor.workspaceId);
    const older = (await this.actions.ofDraft(actor.workspaceId, document)).older();
    const upgrades: StepUpgrade[] = [];
    for (const step of walkSteps(document)) {
      if (step.kind !== 'action') continue;
      const upgrade = await this.ofStep(catalogue, step, older);
      if (upgrade !== undefined) upgrades.push(upgrade);
    }
    return upgrades;
  }

  private async ofStep(
    catalogue: Catalogue,
    step: ActionStep,
    older: ReadonlyMap<string, ActionInfo>,
  ): Promise<StepUpgrade | undefined> {
    const { id, action, version: from } = step;
    const [connectorId] = splitId(action);
    const to = catalogue.find(connectorId)?.version;
    if (from === undefined || to === undefined || from === to) return undefined;
    if (this.slices.isCode(catalogue, action)) return undefined;
    const { document } = catalogue.connector(connectorId);
    const upgrades = (document?.upgrades ?? []).filter((one) => one.to > from);
    const upgraded = upgradeStep(step, to, upgrades);
    const changes = compared(
      await this.slices.ofVersion(catalogue, 'action', action, from),
      catalogue.findAction(upgraded.action) &&
        this.slices.newest(catalogue, 'action', upgraded.action),
    );
    const kind = KINDS[Math.max(0, ...changes.map((one) => KINDS.indexOf(one.kind)))] ?? 'quiet';
    const info = older.get(actionKey(step)) ?? null;
    return { step: id, action, from, to, kind, changes, upgrades, info };
  }
}

function compared(before: NamedSlice | undefined, after: NamedSlice | undefined): SliceChange[] {
  if (after?.slice.kind !== 'action') {
    return [{ kind: 'breaking', text: 'The newest version does not have this action.' }];
  }
  if (before?.slice.kind !== 'action') {
    const text = 'This server does not have the older version, so it cannot say what changed.';
    return [{ kind: 'breaking', text }];
  }
  return compareActions(before.slice, after.slice);
}
