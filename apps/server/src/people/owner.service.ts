import { Inject, Injectable } from '@nestjs/common';
import { AppError, type SetupRequest } from '@millrace/model';
import { systemActor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import { AUTH, type Auth } from './auth.ts';
import { HashingTurns } from './hashing-turns.ts';
import { PeopleStore, type FirstOwner } from './people.store.ts';

const WORKSPACE = 'Main';

/** The first owner of an installation. */
@Injectable()
export class OwnerService {
  constructor(
    @Inject(AUTH) private readonly auth: Auth,
    @Inject(PeopleStore) private readonly people: PeopleStore,
    @Inject(HashingTurns) private readonly hashing: HashingTurns,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** Creates the owner and the first workspace. Throws SETUP_DONE once a user exists. */
  async create({ name, email, password }: SetupRequest): Promise<void> {
    if (await this.people.hasUser()) throw new AppError('SETUP_DONE');
    const context = await this.auth.$context;
    const passwordHash = await this.hashing.take('setup', () => context.password.hash(password));
    const owner = { name: name ?? email.split('@', 1)[0] ?? email, email, passwordHash };
    const made = await this.people.createFirstOwner(
      owner,
      WORKSPACE,
      new Date(),
      (tx, { workspaceId }: FirstOwner) =>
        this.audit.record(tx, systemActor(workspaceId, 'setup'), {
          action: 'created',
          thing: { kind: 'workspace', id: workspaceId, name: WORKSPACE },
          summary: { owner: owner.email },
        }),
    );
    if (!made) throw new AppError('SETUP_DONE');
  }
}
