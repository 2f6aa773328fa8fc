import { auth, calendar } from '@googleapis/calendar';
import { GOOGLE, signedIn } from '../google-account.js';

const instant = (text) => new Date(text).toISOString().replace('.000', '');

/** Google's own library. */
export const peers = [
  {
    peer: '@googleapis/calendar',
    connect: () => calendar({ version: 'v3', auth: signedIn(auth) }).events,
    account: GOOGLE,
    actions: {
      'create-event': {
        case: 'An event with guests and a video meeting is created',
        differs: {
          'body/id': 'Made of the key of the call.',
          'body/conferenceData/createRequest/requestId': 'Made of the key of the call.',
        },
        call: (events, { calendar: calendarId, summary, start, end, attendees }) =>
          events.insert({
            ...{ calendarId, sendUpdates: 'all', conferenceDataVersion: 1 },
            requestBody: {
              ...{ summary, start: { dateTime: start }, end: { dateTime: end } },
              attendees: attendees.map((email) => ({ email })),
              conferenceData: {
                createRequest: {
                  requestId: 'r1',
                  conferenceSolutionKey: { type: 'hangoutsMeet' },
                },
              },
            },
          }),
      },
      'find-events': {
        call: async (events, { calendar: calendarId, from, until, query }) => {
          const some = {
            ...{ calendarId, timeMin: instant(from), timeMax: instant(until), q: query },
            ...{ singleEvents: true, orderBy: 'startTime', maxResults: 250 },
          };
          const { data } = await events.list(some);
          await events.list({ ...some, pageToken: data.nextPageToken });
        },
      },
      'update-event': {
        case: 'Only what is given of an event is changed',
        call: (events, { calendar: calendarId, event, summary, start, time_zone, tell }) =>
          events.patch({
            ...{ calendarId, eventId: event, sendUpdates: tell },
            requestBody: { summary, start: { dateTime: start, timeZone: time_zone } },
          }),
      },
      'delete-event': {
        case: 'An event is deleted',
        call: (events, { calendar: calendarId, event }) =>
          events.delete({ calendarId, eventId: event, sendUpdates: 'all' }),
      },
    },
  },
];
