import { ApiKeySession, EventsApi, ListsApi, ProfilesApi } from 'klaviyo-api';

const subscription = ({ list_id, custom_source }, profile, historical = false) => ({
  data: {
    type: 'profile-subscription-bulk-create-job',
    attributes: {
      ...{ customSource: custom_source, historicalImport: historical },
      profiles: { data: [{ type: 'profile', attributes: profile }] },
    },
    relationships: { list: { data: { type: 'list', id: list_id } } },
  },
});

const consent = (channel, state) => ({ [channel]: { marketing: { consent: state } } });

/** Klaviyo's own library. */
export const peers = [
  {
    peer: 'klaviyo-api',
    connect: ({ api_key }) => {
      const session = new ApiKeySession(api_key);
      const apis = { profiles: ProfilesApi, lists: ListsApi, events: EventsApi };
      return Object.fromEntries(
        Object.entries(apis).map(([name, Api]) => [name, new Api(session)]),
      );
    },
    differs: {
      'header/x-klaviyo-user-agent': 'Names the library.',
      'header/content-type': 'The documentation has the type of JSON:API, the library plain JSON.',
    },
    actions: {
      'upsert-profile': {
        call: ({ profiles }, { external_id, first_name, last_name, ...attributes }) =>
          profiles.createOrUpdateProfile({
            data: {
              type: 'profile',
              attributes: {
                ...attributes,
                ...{ externalId: external_id, firstName: first_name, lastName: last_name },
              },
            },
          }),
      },
      'find-profile': {
        case: 'A profile is found',
        call: ({ profiles }, { email }) =>
          profiles.getProfiles({ filter: `equals(email,"${email}")` }),
      },
      'subscribe-profile': {
        case: 'Somebody subscribes at the checkout',
        call: ({ profiles }, { email, ...input }) =>
          profiles.bulkSubscribeProfiles(
            subscription(input, { email, subscriptions: consent('email', 'SUBSCRIBED') }),
          ),
      },
      'subscribe-sms': {
        case: 'Somebody subscribes to SMS',
        call: ({ profiles }, { phone_number, ...input }) =>
          profiles.bulkSubscribeProfiles(
            subscription(input, {
              ...{ phoneNumber: phone_number, subscriptions: consent('sms', 'SUBSCRIBED') },
            }),
          ),
      },
      'unsubscribe-profile': {
        call: ({ profiles }, { email }) =>
          profiles.bulkUnsubscribeProfiles({
            data: {
              type: 'profile-subscription-bulk-delete-job',
              attributes: {
                profiles: {
                  data: [
                    {
                      type: 'profile',
                      attributes: { email, subscriptions: consent('email', 'UNSUBSCRIBED') },
                    },
                  ],
                },
              },
            },
          }),
      },
      'add-to-list': {
        call: async ({ profiles, lists }, { list_id, email }) => {
          const made = await profiles.createOrUpdateProfile({
            data: { type: 'profile', attributes: { email } },
          });
          const { id } = made.body.data;
          await lists.addProfilesToList(list_id, { data: [{ type: 'profile', id }] });
        },
      },
      'track-event': {
        case: 'An order is recorded once',
        call: ({ events }, { metric, email, properties, value, value_currency, unique_id }) =>
          events.createEvent({
            data: {
              type: 'event',
              attributes: {
                ...{ properties, value, valueCurrency: value_currency, uniqueId: unique_id },
                metric: { data: { type: 'metric', attributes: { name: metric } } },
                profile: { data: { type: 'profile', attributes: { email } } },
              },
            },
          }),
      },
    },
  },
];
