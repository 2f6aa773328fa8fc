/** A member of a record by a name that somebody chose: one that every object has, such as `constructor`, is none. */
export function ownMember<T>(
  record: Readonly<Record<string, T>> | undefined,
  name: string,
): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
