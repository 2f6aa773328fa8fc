import type { JsonObject } from '@millrace/model';
import { day, FIRST_NAMES, LAST_NAMES, mail, pick, times } from './vary.ts';

/** A form of a web site: every value is a text, a box that is not ticked is not sent. */
export const ENQUIRIES: JsonObject[] = times(30, (at) => {
  const body: JsonObject = {
    form_id: '7',
    full_name: `${pick(FIRST_NAMES, at)} ${pick(LAST_NAMES, at)}`,
    email: at % 8 === 3 ? '' : mail(at),
    backup_email: at % 6 === 2 ? 'none yet' : `second${at}@example.org`,
    company: at % 2 === 0 ? `Studio ${at}` : '',
    budget: pick(['1500', '2.500', 'about 3000', '4000', '900'], at),
    people: String(1 + (at % 12)),
    event_date: `${day(at)}/0${1 + (at % 9)}/2026`,
    wish_date: `2026-0${1 + (at % 9)}-${day(at)}`,
    message: `We are planning a party number ${at} and want "flowers".`,
    website: at % 3 === 0 ? `studio-${at}.example.com` : `https://studio-${at}.example.com`,
    photo: `https://files.example.com/u/${at}.jpg`,
    language: pick(['en', 'de', 'fr'], at),
    topic: pick(['wedding', 'office', 'funeral', 'other'], at),
    submitted_at: `2026-07-${day(at)}T09:0${at % 10}:00Z`,
  };
  return {
    ...body,
    ...(at % 4 === 0 ? {} : { phone: `0660 12345${at}` }),
    ...(at % 2 === 1 ? { newsletter: 'yes' } : {}),
    ...(at % 5 === 0 ? { utm_source: pick(['google', 'instagram'], at) } : {}),
  };
});

export const SURVEYS: JsonObject[] = times(22, (at) => ({
  event_id: `01K${at}`,
  event_type: 'form_response',
  form_response: {
    form_id: 'lT4Z3j',
    token: `a3a12ec67a1365927098a606107fac1${at}`,
    landed_at: `2026-08-${day(at)}T18:17:02Z`,
    submitted_at: `2026-08-${day(at)}T18:19:02Z`,
    hidden: at % 3 === 0 ? {} : { customer_id: String(900 + at), source: 'mail' },
    calculated: { score: at % 11 },
    answers: [
      { type: 'email', email: mail(at), field: { id: 'f1', type: 'email', ref: 'mail' } },
      {
        type: 'text',
        text: pick(FIRST_NAMES, at),
        field: { id: 'f2', type: 'short_text', ref: 'name' },
      },
      ...(at % 2 === 0
        ? [{ type: 'number', number: at, field: { id: 'f3', type: 'number', ref: 'nps' } }]
        : []),
      {
        type: 'choices',
        choices: { labels: at % 4 === 0 ? ['Shirts'] : ['Shirts', 'Mugs'] },
        field: { id: 'f4', type: 'multiple_choice', ref: 'likes' },
      },
      { type: 'boolean', boolean: at % 2 === 0, field: { id: 'f5', type: 'yes_no', ref: 'terms' } },
    ],
  },
}));

export const MESSAGES: JsonObject[] = times(24, (at) => ({
  MessageSid: `SM${at}f00`,
  AccountSid: 'AC123',
  From: `+43660555${1000 + at}`,
  To: '+4312345678',
  Body: pick(['STOP', 'Order 1042?', 'When do you open', 'Thanks!', `Where is ${at}`], at),
  NumMedia: at % 6 === 0 ? '1' : '0',
  NumSegments: '1',
  SmsStatus: 'received',
  ApiVersion: '2010-04-01',
  FromCountry: 'AT',
  ...(at % 6 === 0
    ? { MediaUrl0: `https://api.twilio.com/2010/Media/ME${at}`, MediaContentType0: 'image/jpeg' }
    : {}),
}));

export const BOOKINGS: JsonObject[] = times(28, (at) => ({
  created_at: `2026-09-${day(at)}T12:00:00.000000Z`,
  event: 'invitee.created',
  payload: {
    email: mail(at),
    name: `${pick(FIRST_NAMES, at)} ${pick(LAST_NAMES, at)}`,
    first_name: at % 4 === 1 ? null : pick(FIRST_NAMES, at),
    last_name: at % 4 === 1 ? null : pick(LAST_NAMES, at),
    status: 'active',
    timezone: pick(['Europe/Vienna', 'Europe/London', 'America/New_York'], at),
    rescheduled: at % 10 === 9,
    text_reminder_number: at % 3 === 0 ? `+4366012${at}` : null,
    cancel_url: `https://calendly.com/cancellations/${at}`,
    uri: `https://api.calendly.com/scheduled_events/A${at}/invitees/B${at}`,
    payment: null,
    questions_and_answers:
      at % 5 === 0 ? [] : [{ question: 'What is it about?', answer: `Kitchen ${at}`, position: 0 }],
    scheduled_event: {
      uri: `https://api.calendly.com/scheduled_events/A${at}`,
      name: 'First talk',
      start_time: `2026-10-${day(at)}T14:00:00.000000Z`,
      end_time: `2026-10-${day(at)}T14:30:00.000000Z`,
      event_memberships: [{ user_email: 'anna@studio.example.com', user_name: 'Anna' }],
      location:
        at % 2 === 0
          ? { type: 'zoom', join_url: `https://zoom.example.com/j/${at}` }
          : { type: 'physical', location: 'Hauptplatz 1' },
    },
    tracking: { utm_source: at % 6 === 0 ? 'newsletter' : null, utm_campaign: null },
  },
}));
