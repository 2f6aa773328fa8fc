import { Client } from '@googlemaps/google-maps-services-js';

/** Google's own library. */
export const peers = [
  {
    peer: '@googlemaps/google-maps-services-js',
    connect: ({ api_key: key }) => ({ maps: new Client({}), key }),
    actions: {
      geocode: {
        case: 'An address is found',
        call: ({ maps, key }, { address, country, postal_code, language }) =>
          maps.geocode({
            params: {
              address,
              components: `country:${country}|postal_code:${postal_code}`,
              language,
              key,
            },
          }),
      },
      'reverse-geocode': {
        case: 'The address of a place is found',
        call: ({ maps, key }, { latitude, longitude }) =>
          maps.reverseGeocode({ params: { latlng: `${latitude},${longitude}`, key } }),
      },
    },
  },
];
