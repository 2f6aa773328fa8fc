import { Injectable } from '@nestjs/common';

/** A connection or a flow that needs a connector. */
export interface ConnectorUser {
  kind: 'connection' | 'flow';
  id: string;
  name: string;
}

type UsedBy = (
  workspaceId: string,
  connector: string,
) => Promise<readonly Omit<ConnectorUser, 'kind'>[]>;

/** Who uses a connector. The rooms above say it at boot, since connectors do not know them. */
@Injectable()
export class ConnectorUsage {
  private readonly ports = new Map<ConnectorUser['kind'], UsedBy>();

  /** Call once for each kind, from `onModuleInit` of its room. */
  register(kind: ConnectorUser['kind'], usedBy: UsedBy): void {
    this.ports.set(kind, usedBy);
  }

  async usedBy(workspaceId: string, connector: string): Promise<ConnectorUser[]> {
    // Answering "by none" here would let a connector in use be deleted.
    if (this.ports.size < 2) throw new Error('Nobody has said who uses connectors.');
    const users: ConnectorUser[] = [];
    for (const [kind, usedBy] of this.ports) {
      const found = await usedBy(workspaceId, connector);
      users.push(...found.map(({ id, name }) => ({ kind, id, name })));
    }
    return users;
  }
}
