import { Inject, Injectable } from '@nestjs/common';
import { AppError, type SetupRequest } from '@millrace/model';
import { AUTH, type Auth } from './auth.ts';
import { PeopleStore } from './people.store.ts';

const WORKSPACE = 'Main';

/** The first owner of an installation. */
@Injectable()
export class OwnerService {
  constructor(
    @Inject(AUTH) private readonly auth: Auth,
    @Inject(PeopleStore) private readonly people: PeopleStore,
  ) {}

  /** Creates the owner and the first workspace. Throws SETUP_DONE once a user exists. */
  async create({ name, email, password }: SetupRequest): Promise<void> {
    if (await this.people.hasUser()) throw new AppError('SETUP_DONE');
    const context = await this.auth.$context;
    const passwordHash = await context.password.hash(password);
    const owner = { name: name ?? email.split('@', 1)[0] ?? email, email, passwordHash };
    const made = await this.people.createFirstOwner(owner, WORKSPACE, new Date());
    if (!made) throw new AppError('SETUP_DONE');
  }
}
