/** A globe with a way out of it. */
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<rect width="32" height="32" rx="7" fill="#3b5bdb"/>' +
  '<g fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">' +
  '<path d="M20 23.9A9 9 0 1 1 25 16"/>' +
  '<path d="M7.6 13h9.4M7.6 19H16M15 7c-2.6 2.6-4 5.6-4 9s1.4 6.4 4 9"/>' +
  '<path d="M19 19h7m-2.8-3 3 3-3 3"/></g></svg>';
