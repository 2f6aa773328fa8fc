/** Errors of actions, connections and the outgoing HTTP client. */
export const CONNECTOR_ERRORS = {
  INPUT_INVALID: {
    status: 422,
    message: 'The input of "{action}" does not fit: {summary}',
    hint: 'Correct the fields of the step.',
    actor: 'user',
  },
  VALUE_UNWRITABLE: {
    status: 422,
    message: '{place} cannot be written as {form}: {reason}.',
    hint: 'Change the value in the step, or clean it in the mapping.',
    actor: 'user',
  },
  CALL_REJECTED: {
    status: 422,
    message: '{app} refused the call ({status}): {reason}',
    hint: 'Correct the fields of the step; the answer says what it did not like.',
    actor: 'user',
  },
  CALL_BLOCKED: {
    status: 422,
    message: '{app} does not let connection "{connection}" do this ({status}): {reason}',
    hint: 'Someone has to change it at the application: a quota, a plan or a permission. Then replay the run.',
    actor: 'user',
  },
  ACTION_LIMIT: {
    status: 422,
    message: 'The action at {app} was ended: {what}.',
    hint: 'Ask for less at a time, for example with a filter or in several steps.',
    actor: 'user',
  },
  ACTION_CHANGED: {
    status: 409,
    message:
      'The action at {app} was changed while it was under way, and cannot go on where it stood.',
    hint: 'Look at the application what was done already, then replay the run from the step behind it.',
    actor: 'user',
  },
  HOST_NOT_ALLOWED: {
    status: 422,
    message: '{app} names an address on {host}, which is not one of its own.',
    hint: 'Nothing was sent there. If the host belongs to the application, its connector has to name it.',
    actor: 'user',
  },
  LIST_NOT_FOUND: {
    status: 404,
    message: '{connector} has no list or shape "{id}".',
    hint: 'See GET /api/v1/connectors for what it has.',
    actor: 'user',
  },
  CALL_REDIRECTED: {
    status: 422,
    message: '{app} answered {status}: it leads to {location}, and the call was not made there.',
    hint: 'If that is the right address, enter it in the step, or let the step follow redirects.',
    actor: 'user',
  },
  CALL_UNAUTHORIZED: {
    status: 422,
    message: '{app} does not accept the credentials of connection "{connection}" ({status}).',
    hint: 'Enter them again under Connections.',
    actor: 'user',
  },
  CALL_RATE_LIMITED: {
    status: 503,
    message: '{app} asks for fewer calls ({status}).',
    hint: 'Millrace tries again later; lower the rate if it keeps happening.',
    actor: 'platform',
  },
  CALL_UNAVAILABLE: {
    status: 503,
    message: '{app} did not answer as it should: {reason}',
    hint: 'Millrace tries again later. Check the status page of the application.',
    actor: 'platform',
  },
  CERTIFICATE_UNTRUSTED: {
    status: 422,
    message:
      'The certificate of {host} is not trusted: {reason}. It is for {subject}, issued by {issuer}, with the SHA-256 fingerprint {fingerprint}.',
    hint: 'If the server is yours, enter its CA certificate or this fingerprint in the connection of the step. Otherwise its owner has to mend it.',
    actor: 'user',
  },
  CALL_TOO_LARGE: {
    status: 422,
    message: 'The body of the call to {app} has {size} bytes; at most {limit} are sent.',
    hint: 'Send less at a time.',
    actor: 'user',
  },
  EGRESS_BLOCKED: {
    status: 422,
    message: 'Calls to {host} are blocked: {address} is a private address.',
    hint: 'If you trust it, name it in MILLRACE_EGRESS_ALLOW and restart.',
    actor: 'user',
  },
  URL_INVALID: {
    status: 422,
    message: '"{url}" is not a URL that can be called: {reason}.',
    hint: 'Use a full http:// or https:// address whose path no value can change.',
    actor: 'user',
  },
  HEADER_INVALID: {
    status: 422,
    message: 'The header "{name}" cannot be sent: {reason}.',
    hint: 'Remove it, or change its value.',
    actor: 'user',
  },
  ANSWER_TOO_LARGE: {
    status: 422,
    message: '{app} answered with more than {limit} bytes.',
    hint: 'The call itself arrived. Ask for less, for example with a page size.',
    actor: 'user',
  },
  ANSWER_UNREADABLE: {
    status: 422,
    message: 'The answer of {app} cannot be read: {reason}.',
    hint: 'The call itself arrived, so it is not repeated. Look at the application what came of it.',
    actor: 'user',
  },
  CONNECTION_INVALID: {
    status: 422,
    message: 'Connection "{connection}" cannot be used: {reason}.',
    hint: 'Correct it under Connections.',
    actor: 'user',
  },
  CONNECTION_EXPIRED: {
    status: 422,
    message: 'Connection "{name}" has expired: {reason}.',
    hint: 'Connect the account again under Connections.',
    actor: 'user',
  },
  CONNECTION_UNCONNECTED: {
    status: 422,
    message: 'Connection "{name}" is not connected to an account of {app} yet.',
    hint: 'Open it under Connections and connect the account.',
    actor: 'user',
  },
  CONNECT_STATE_INVALID: {
    status: 422,
    message:
      'This sign-in was not started here, was used already, or took longer than {minutes} minutes.',
    hint: 'Open the connection under Connections and connect the account again.',
    actor: 'user',
  },
  CONNECT_REFUSED: {
    status: 422,
    message: '{app} did not connect the account: {reason}.',
    hint: 'Connect it again, with an account that may allow this.',
    actor: 'user',
  },
  CONNECTION_REQUIRED: {
    status: 422,
    message: 'Step "{step}" needs a connection for {connector}.',
    hint: 'Choose one in the step.',
    actor: 'user',
  },
  CONNECTION_UNREADABLE: {
    status: 500,
    message: 'The credentials of connection "{name}" cannot be decrypted.',
    hint: 'The encryption key changed. Restore MILLRACE_ENCRYPTION_KEY, or enter the credentials again.',
    actor: 'user',
  },
  SECRET_UNUSABLE: {
    status: 422,
    message: 'The signing secret is empty or not written as {name} writes it.',
    hint: 'Enter it again under Connections, exactly as it stands at the application.',
    actor: 'user',
  },
  CALL_IN_DOUBT: {
    status: 409,
    message: 'Step "{step}" may have made its call before {what}, and must not repeat it.',
    hint: 'Look at the application whether the call arrived, then replay the run if it did not.',
    actor: 'user',
  },
} as const;
