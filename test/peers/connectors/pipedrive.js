import { Configuration as FirstConfiguration, NotesApi } from 'pipedrive/v1';
import { Configuration, DealsApi, PersonsApi } from 'pipedrive/v2';

const search = (persons, email) =>
  persons.searchPersons({ term: email, fields: 'email', exact_match: true, limit: 1 });

/** Pipedrive's own library. */
export const peers = [
  {
    peer: 'pipedrive',
    connect: ({ api_token }) => {
      const second = new Configuration({ apiKey: api_token });
      const notes = new NotesApi(new FirstConfiguration({ apiKey: api_token }));
      return { persons: new PersonsApi(second), deals: new DealsApi(second), notes };
    },
    actions: {
      'create-person': {
        call: ({ persons }, { name, email, owner, fields }) =>
          persons.addPerson({
            AddPersonRequest: {
              ...{ name, owner_id: Number(owner), custom_fields: fields },
              emails: [{ value: email, primary: true, label: 'work' }],
            },
          }),
      },
      'upsert-person': {
        case: 'A person that is there changes, and phones stay when none is given',
        call: async ({ persons }, { name, email }) => {
          const { data } = await search(persons, email);
          const { id } = data.items[0].item;
          await persons.updatePerson({ id, UpdatePersonRequest: { name } });
        },
      },
      'find-person': {
        case: 'A person is found by its address',
        call: async ({ persons }, { email }) => {
          const { data } = await search(persons, email);
          await persons.getPerson({ id: data.items[0].item.id });
        },
      },
      'create-deal': {
        call: ({ deals }, { title, value, currency, person, pipeline, stage, close_date }) =>
          deals.addDeal({
            AddDealRequest: {
              ...{ title, value, currency, person_id: Number(person) },
              ...{ pipeline_id: Number(pipeline), stage_id: Number(stage) },
              expected_close_date: close_date,
            },
          }),
      },
      'update-deal': {
        call: ({ deals }, { deal, status }) =>
          deals.updateDeal({ id: Number(deal), UpdateDealRequest: { status } }),
      },
      'add-note': {
        call: ({ notes }, { text, deal }) =>
          notes.addNote({ AddNoteRequest: { content: text, deal_id: Number(deal) } }),
      },
    },
  },
];
