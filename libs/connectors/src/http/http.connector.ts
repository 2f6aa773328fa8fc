import { defineConnector, TRUST_FIELDS } from '@millrace/connector-kit';
import { ICON } from './icon.ts';
import { request } from './request.action.ts';

/** Any HTTP API. A connection is needed only for those that ask who calls. */
export const http = defineConnector({
  id: 'http',
  name: 'HTTP',
  description: 'Call any HTTP API.',
  icon: ICON,
  color: '#3b5bdb',
  categories: ['Web'],
  connectionRequired: false,
  connection: [
    {
      key: 'token',
      label: 'Bearer token',
      type: 'secret',
      help: 'Sent as Authorization: Bearer …',
    },
    {
      key: 'username',
      label: 'User name',
      type: 'string',
      help: 'For Basic authentication, together with the password.',
    },
    { key: 'password', label: 'Password', type: 'secret' },
    {
      key: 'header_name',
      label: 'Header name',
      type: 'string',
      advanced: true,
      help: 'For APIs with a key in a header of their own.',
      placeholder: 'X-Api-Key',
    },
    { key: 'header_value', label: 'Header value', type: 'secret', advanced: true },
    ...TRUST_FIELDS,
  ],
  actions: [request],
});
