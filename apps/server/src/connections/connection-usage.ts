import { Injectable } from '@nestjs/common';

/** A flow that names a connection in its draft or its live version. */
export interface ConnectionUser {
  id: string;
  name: string;
}

/** Who knows which flows use a connection. Flows need connections too, so they say it at boot. */
export interface ConnectionUsagePort {
  /** The users of each of these connections. */
  usedBy(
    workspaceId: string,
    connections: readonly string[],
  ): Promise<Map<string, ConnectionUser[]>>;
}

/** Asks the flows which of them use a connection. */
@Injectable()
export class ConnectionUsage implements ConnectionUsagePort {
  private port: ConnectionUsagePort | undefined;

  /** Call once, from `onModuleInit` of the room of the flows. */
  register(port: ConnectionUsagePort): void {
    this.port = port;
  }

  usedBy(
    workspaceId: string,
    connections: readonly string[],
  ): Promise<Map<string, ConnectionUser[]>> {
    // Answering "by none" here would let a connection in use be deleted.
    if (this.port === undefined) throw new Error('Nobody has said who uses connections.');
    return this.port.usedBy(workspaceId, connections);
  }
}
