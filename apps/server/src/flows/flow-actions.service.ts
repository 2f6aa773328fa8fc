import { Inject, Injectable } from '@nestjs/common';
import {
  actionKey,
  AppError,
  isAppError,
  walkSteps,
  type ActionRef,
  type ActionStep,
  type FlowDocument,
} from '@millrace/model';
import { splitId, type Catalogue, type FoundAction } from '../catalogue/catalogue.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { Slices, type NamedSlice } from '../catalogue/slices.service.ts';
import { StepActions, type Pins } from './step-actions.ts';

/** What the trigger of a document is pinned by. */
export const TRIGGER_PIN = 'trigger';

/** Which form of their actions flows use: published versions the one of their publishing, drafts what they name. */
@Injectable()
export class FlowActions {
  private readonly newestOf = new WeakMap<Catalogue, StepActions>();
  /** As they were found in a catalogue: after a change of its own connectors a workspace has another. */
  private readonly ofPins = new WeakMap<Pins, { in: Catalogue; actions: StepActions }>();

  constructor(
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(Slices) private readonly slices: Slices,
  ) {}

  /** The actions of a published version. Nothing is read while all of them are the newest. */
  async ofVersion(workspaceId: string, pins: Pins | null): Promise<StepActions> {
    const catalogue = await this.catalogues.of(workspaceId);
    if (pins === null) return this.newest(catalogue);
    const known = this.ofPins.get(pins);
    if (known?.in === catalogue) return known.actions;
    const older = Object.entries(pins).filter(
      ([pin, hash]) => pin !== TRIGGER_PIN && this.newestHash(catalogue, pin) !== hash,
    );
    const actions = older.length > 0 ? await this.read(catalogue, older) : this.newest(catalogue);
    this.ofPins.set(pins, { in: catalogue, actions });
    return actions;
  }

  /** The newest of every action that a workspace has. */
  async ofWorkspace(workspaceId: string): Promise<StepActions> {
    return this.newest(await this.catalogues.of(workspaceId));
  }

  /** The actions of a document that is being worked on. */
  async ofDraft(workspaceId: string, document: FlowDocument): Promise<StepActions> {
    const catalogue = await this.catalogues.of(workspaceId);
    const older = new Map<string, FoundAction | AppError>();
    for (const step of actionSteps(document)) {
      const { action, version } = step;
      if (version === undefined || older.has(actionKey(step))) continue;
      const known = catalogue.findAction(action);
      if (known?.connector.version === version) continue;
      if (known !== undefined && this.slices.isCode(catalogue, action)) {
        older.set(actionKey(step), known);
        continue;
      }
      const slice = await this.slices.ofVersion(catalogue, 'action', action, version);
      older.set(actionKey(step), this.found(catalogue, action, version, slice));
    }
    return older.size === 0 ? this.newest(catalogue) : new StepActions(catalogue, older);
  }

  /**
   * Keeps the slices of a document that goes live; gives what it is pinned by. Throws
   * ACTION_VERSION_NOT_FOUND.
   */
  async pin(workspaceId: string, document: FlowDocument): Promise<Pins> {
    const catalogue = await this.catalogues.of(workspaceId);
    const pins: Record<string, string> = {};
    for (const step of actionSteps(document)) {
      const hash = this.isNewest(catalogue, step)
        ? await this.slices.keep(catalogue, 'action', step.action)
        : await this.olderHash(catalogue, step);
      if (hash !== undefined) pins[actionKey(step)] = hash;
    }
    const { trigger } = document;
    const source = trigger.kind === 'webhook' ? trigger.source : undefined;
    const isKnown = source !== undefined && catalogue.findTrigger(source) !== undefined;
    const hash = isKnown ? await this.slices.keep(catalogue, 'trigger', source) : undefined;
    return hash === undefined ? pins : { ...pins, [TRIGGER_PIN]: hash };
  }

  /** Keeps the slices that a draft names by version, while this server still has them. */
  async keepNamed(workspaceId: string, document: FlowDocument): Promise<void> {
    const catalogue = await this.catalogues.of(workspaceId);
    for (const step of actionSteps(document)) {
      const known = catalogue.findAction(step.action) !== undefined;
      if (known && step.version !== undefined && this.isNewest(catalogue, step)) {
        await this.slices.keep(catalogue, 'action', step.action);
      }
    }
  }

  private newest(catalogue: Catalogue): StepActions {
    const known = this.newestOf.get(catalogue);
    if (known !== undefined) return known;
    const actions = new StepActions(catalogue, new Map());
    this.newestOf.set(catalogue, actions);
    return actions;
  }

  /** Of what is code there is only the one version that this server has. */
  private isNewest(catalogue: Catalogue, { action, version }: ActionRef): boolean {
    const [connector] = splitId(action);
    const newest = catalogue.manifest(connector).version;
    return version === undefined || version === newest || this.slices.isCode(catalogue, action);
  }

  private async olderHash(
    catalogue: Catalogue,
    { action, version = 0 }: ActionRef,
  ): Promise<string> {
    const slice = await this.slices.ofVersion(catalogue, 'action', action, version);
    if (slice !== undefined) return slice.hash;
    throw new AppError('ACTION_VERSION_NOT_FOUND', { id: action, version });
  }

  private newestHash(catalogue: Catalogue, pin: string): string | undefined {
    const [id = ''] = pin.split('@');
    return catalogue.findAction(id) && this.slices.newest(catalogue, 'action', id)?.hash;
  }

  private async read(
    catalogue: Catalogue,
    entries: readonly (readonly [string, string])[],
  ): Promise<StepActions> {
    const older = new Map<string, FoundAction | AppError>();
    for (const [pin, hash] of entries) {
      const [id = ''] = pin.split('@');
      const slice = { hash, slice: await this.slices.byHash(hash) };
      older.set(pin, this.found(catalogue, id, 0, slice));
    }
    return new StepActions(catalogue, older);
  }

  /** One action that cannot be called fails where it is called; the others of its flow go on. */
  private found(
    catalogue: Catalogue,
    id: string,
    version: number,
    slice: NamedSlice | undefined,
  ): FoundAction | AppError {
    if (slice === undefined) return new AppError('ACTION_VERSION_NOT_FOUND', { id, version });
    try {
      const action = this.slices.action(catalogue, slice);
      return { action, connector: catalogue.manifest(slice.slice.connector) };
    } catch (error) {
      if (isAppError(error)) return error;
      throw error;
    }
  }
}

function actionSteps(document: FlowDocument): ActionStep[] {
  return walkSteps(document).filter((step) => step.kind === 'action');
}
