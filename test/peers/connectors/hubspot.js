import { Client } from '@hubspot/api-client';

const upsert = ({ email, properties = {} }) => ({
  ...{ idProperty: 'email', id: email, properties: { ...properties, email } },
});

const contactOf = (hubspot, email) =>
  hubspot.crm.contacts.basicApi.getById(email, ['email'], undefined, undefined, undefined, 'email');

/** HubSpot's own library. */
export const peers = [
  {
    peer: '@hubspot/api-client',
    connect: ({ access_token }) => new Client({ accessToken: access_token }),
    actions: {
      'upsert-contact': {
        call: (hubspot, input) => hubspot.crm.contacts.batchApi.upsert({ inputs: [upsert(input)] }),
      },
      'upsert-contacts': {
        call: (hubspot, { contacts }) =>
          hubspot.crm.contacts.batchApi.upsert({ inputs: contacts.map(upsert) }),
      },
      'find-contact': {
        case: 'A contact is found by its e-mail address',
        differs: {
          'query/properties':
            'The documentation separates the names by commas, the library repeats the parameter.',
        },
        call: (hubspot, { email, properties }) =>
          hubspot.crm.contacts.basicApi.getById(
            email,
            properties,
            ...[undefined, undefined, undefined, 'email'],
          ),
      },
      'search-contacts': {
        call: async (hubspot, { property, operator, value }) => {
          const filters = [{ propertyName: property, operator, value }];
          const search = { filterGroups: [{ filters }], limit: 100 };
          const { paging } = await hubspot.crm.contacts.searchApi.doSearch(search);
          await hubspot.crm.contacts.searchApi.doSearch({ ...search, after: paging.next.after });
        },
      },
      'add-to-list': {
        call: async (hubspot, { list, email }) => {
          const { id } = await contactOf(hubspot, email);
          await hubspot.crm.lists.membershipsApi.add(list, [id]);
        },
      },
      'remove-from-list': {
        call: async (hubspot, { list, email }) => {
          const { id } = await contactOf(hubspot, email);
          await hubspot.crm.lists.membershipsApi.remove(list, [id]);
        },
      },
      'set-subscription': {
        case: 'An address is subscribed',
        call: ({ communicationPreferences }, input) =>
          communicationPreferences.statusApi.subscribe({
            emailAddress: input.email,
            subscriptionId: input.subscription,
            legalBasis: input.legal_basis,
            legalBasisExplanation: input.legal_basis_explanation,
          }),
      },
      'get-subscriptions': {
        call: ({ communicationPreferences }, { email }) =>
          communicationPreferences.statusApi.getEmailStatus(email),
      },
    },
  },
];
