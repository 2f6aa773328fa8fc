import EasyPost from '@easypost/api';

const shipmentOf = ({ customs_info, ...input }) => ({
  ...{ ...input, options: { label_format: 'PDF' }, customs_info: { id: customs_info } },
});

/** EasyPost's own library. */
export const peers = [
  {
    peer: '@easypost/api',
    connect: ({ api_key }) => new EasyPost(api_key),
    actions: {
      'create-shipment': {
        case: 'Rates are compared, the cheapest first',
        call: ({ Shipment }, input) => Shipment.create(shipmentOf(input)),
      },
      'buy-label': {
        case: 'A label is bought',
        call: async ({ Shipment }, { shipment_id, rate_id }) => {
          await Shipment.buy(shipment_id, { id: rate_id });
          await Shipment.retrieve(shipment_id);
        },
      },
      'buy-cheapest-label': {
        case: 'The cheapest label is bought in two calls',
        call: async ({ Shipment }, input) => {
          const shipment = await Shipment.create(shipmentOf(input));
          await Shipment.buy(shipment.id, shipment.lowestRate());
        },
        differs: {
          'body/rate': 'The library sends the whole rate, of which EasyPost reads the id.',
        },
      },
      'refund-label': {
        call: ({ Shipment }, { shipment_id }) => Shipment.refund(shipment_id),
      },
      'create-tracker': {
        call: ({ Tracker }, tracker) => Tracker.create(tracker),
      },
      'get-tracker': {
        case: 'A tracker is read',
        call: ({ Tracker }, { tracker_id }) => Tracker.retrieve(tracker_id),
      },
    },
  },
];
