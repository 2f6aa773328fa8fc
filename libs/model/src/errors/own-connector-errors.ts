/** Errors of connectors that workspaces make. */
export const OWN_CONNECTOR_ERRORS = {
  MANIFEST_INVALID: {
    status: 422,
    message: 'The connector does not fit: {summary}',
    hint: 'Correct what is listed. POST /api/v1/connectors/check lists it without saving.',
    actor: 'user',
  },
  MANIFEST_UNREADABLE: {
    status: 422,
    message: 'The text of the connector is no YAML that can be read: {reason}.',
    hint: 'Correct it, or send the manifest as JSON.',
    actor: 'user',
  },
  CONNECTOR_LIMIT: {
    status: 422,
    message: 'The connector has {what}; {limit} are the most.',
    hint: 'Leave out what no flow needs, or make two connectors of it.',
    actor: 'user',
  },
  WORKSPACE_CONNECTORS_FULL: {
    status: 422,
    message: 'With this one the connectors of the workspace would be {what}; {limit} are the most.',
    hint: 'Delete connectors that nothing uses.',
    actor: 'user',
  },
  CONNECTOR_TAKEN: {
    status: 409,
    message: 'The id "{id}" belongs to a connector {whose}.',
    hint: 'Choose another id, or change the one that is there.',
    actor: 'user',
  },
  CONNECTOR_NOT_OWN: {
    status: 409,
    message: 'The connector "{id}" comes with Millrace: its manifest is not the workspace’s own.',
    hint: 'Make a connector of your own with another id.',
    actor: 'user',
  },
  CONNECTOR_CHANGED: {
    status: 412,
    message: 'The connector "{id}" was changed by someone else in the meantime.',
    hint: 'Load the newest version, then make your change again.',
    actor: 'user',
  },
  CONNECTOR_VERSION_NOT_FOUND: {
    status: 404,
    message: 'Version {version} of the connector "{id}" is not kept.',
    hint: 'The 20 newest versions are. Leave the number out for the newest.',
    actor: 'user',
  },
  CONNECTOR_IN_USE: {
    status: 409,
    message: 'The connector "{id}" is used by {users}.',
    hint: 'Delete these connections, and take its steps out of these flows, first.',
    actor: 'user',
  },
  CONNECTOR_BROKEN: {
    status: 422,
    message: 'The connector "{id}" of this workspace cannot be used: {reason}',
    hint: 'This version of Millrace does not take its manifest. Correct it with PUT /api/v1/connectors/{id}.',
    actor: 'user',
  },
} as const;
