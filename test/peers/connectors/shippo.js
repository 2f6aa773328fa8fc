import { Shippo } from 'shippo';

const camel = (text) => text.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());
const members = (object) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [camel(name), value]));

const parcel = ({ weight, length, width, height, ...units }) => ({
  ...members(units),
  ...{
    weight: String(weight),
    length: String(length),
    width: String(width),
    height: String(height),
  },
});

const shipment = ({ address_from, address_to, parcels }) => ({
  ...{ addressFrom: address_from, addressTo: address_to, parcels: parcels.map(parcel) },
});

const ADDRESS = {
  ...{ name: 'Mugs', street1: '731 Market St', city: 'San Francisco', state: 'CA', zip: '94103' },
  country: 'US',
};
const TIMES = { object_created: '2026-11-21T08:00:00Z', object_updated: '2026-11-21T08:00:00Z' };
const OWNED = { object_owner: 'shop@example.com', ...TIMES };

/** The library reads every member that Shippo's API description says is always there. */
const SHIPMENT = {
  ...{ object_id: 's1', status: 'SUCCESS', messages: [], rates: [], carrier_accounts: [] },
  ...{ address_from: ADDRESS, address_to: ADDRESS, parcels: [], metadata: 'Order 1042', ...OWNED },
};
const TRANSACTION = { object_id: 't1', status: 'SUCCESS', messages: [], ...OWNED };
const TRACK = { carrier: 'usps', tracking_number: '9499', messages: [], tracking_history: [] };

/** Shippo's own library. */
export const peers = [
  {
    peer: 'shippo',
    connect: ({ api_token }) =>
      new Shippo({ apiKeyHeader: `ShippoToken ${api_token}`, shippoApiVersion: '2018-02-08' }),
    actions: {
      'create-shipment': {
        case: 'Rates are compared, the cheapest first',
        sdkAnswers: [{ status: 201, body: SHIPMENT }],
        call: (shippo, { metadata, ...input }) =>
          shippo.shipments.create({ ...shipment(input), metadata, async: false }),
      },
      'create-label': {
        case: 'A label is bought',
        sdkAnswers: [{ status: 201, body: TRANSACTION }],
        call: (shippo, input) => shippo.transactions.create({ ...members(input), async: false }),
      },
      'create-label-directly': {
        sdkAnswers: [{ status: 201, body: TRANSACTION }],
        call: (shippo, { carrier_account, servicelevel_token, ...input }) =>
          shippo.transactions.create({
            ...{ carrierAccount: carrier_account, servicelevelToken: servicelevel_token },
            ...{ shipment: shipment(input), labelFileType: 'PDF', async: false },
          }),
      },
      'refund-label': {
        call: (shippo, { transaction }) => shippo.refunds.create({ transaction, async: false }),
      },
      track: {
        sdkAnswers: [{ body: TRACK }],
        call: (shippo, { carrier, tracking_number }) =>
          shippo.trackingStatus.get(tracking_number, carrier),
      },
      'register-tracking': {
        // The library's description says 200 where Shippo's pages say 201.
        sdkAnswers: [{ status: 200, body: TRACK }],
        call: (shippo, { carrier, tracking_number, metadata }) =>
          shippo.trackingStatus.create({ carrier, trackingNumber: tracking_number, metadata }),
      },
    },
  },
];
