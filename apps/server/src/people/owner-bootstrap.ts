import { Inject, Injectable, Logger } from '@nestjs/common';
import { AppError, faultsOf, isAppError, setupRequestSchema, summarise } from '@millrace/model';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { ApiKeyService } from './api-key.service.ts';
import { OwnerService } from './owner.service.ts';
import { MembershipStore } from './membership.store.ts';
import { PeopleStore } from './people.store.ts';

const KEY_NAME = 'MILLRACE_API_KEY';

/**
 * Creates the owner that the environment describes, with their API key. Later starts add a key that
 * is new and change nothing else: a password set in the browser stays.
 */
@Injectable()
export class OwnerBootstrap {
  private readonly log = new Logger('people');

  constructor(
    @Inject(CONFIG) private readonly config: ServerConfig,
    @Inject(OwnerService) private readonly owners: OwnerService,
    @Inject(ApiKeyService) private readonly keys: ApiKeyService,
    @Inject(PeopleStore) private readonly people: PeopleStore,
    @Inject(MembershipStore) private readonly members: MembershipStore,
  ) {}

  /** Call once the schema is migrated. Throws OWNER_INVALID. */
  async ensure(): Promise<void> {
    const { owner } = this.config;
    if (owner === undefined) return;
    if (await this.createOnce(owner)) this.log.log(`Created the owner ${owner.email}.`);
    if (owner.apiKey !== undefined) await this.adoptKey(owner.email, owner.apiKey);
  }

  private async createOnce(owner: { email: string; password: string }): Promise<boolean> {
    const { email, password } = owner;
    const parsed = setupRequestSchema.safeParse({ email, password });
    if (!parsed.success) {
      throw new AppError('OWNER_INVALID', { reason: summarise(faultsOf(parsed.error)) });
    }
    try {
      await this.owners.create(parsed.data);
      return true;
    } catch (error) {
      if (isAppError(error) && error.code === 'SETUP_DONE') return false;
      throw error;
    }
  }

  private async adoptKey(email: string, key: string): Promise<void> {
    const userId = await this.people.userByEmail(email);
    const membership = userId && (await this.members.of(userId, null));
    if (!userId || !membership) {
      throw new AppError('OWNER_INVALID', {
        reason: `MILLRACE_API_KEY belongs to ${email}, who is not a user of this installation`,
      });
    }
    const { workspaceId } = membership;
    const isNew = await this.keys.adopt({ workspaceId, userId }, KEY_NAME, key);
    if (isNew) this.log.log(`Took the API key of MILLRACE_API_KEY for ${email}.`);
  }
}
