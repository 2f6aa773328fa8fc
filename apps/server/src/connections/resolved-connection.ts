/** A connection with its values in the clear: for making calls, never for answers. */
export interface ResolvedConnection {
  connector: string;
  name: string;
  values: Record<string, string>;
}
