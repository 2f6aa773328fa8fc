/** An envelope with a heart, drawn for Millrace: not the trademark of the application. */
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<rect width="32" height="32" rx="7" fill="#ffe01b"/>' +
  '<g fill="none" stroke="#241c15" stroke-width="2" stroke-linejoin="round">' +
  '<rect x="6" y="9" width="20" height="15" rx="2"/><path d="m6.6 10.5 9.4 7.5 9.4-7.5"/></g>' +
  '<path d="M16 15.2c-4-2.600-3.800-6.400-1.400-6.400.8 0 1.200.5 1.400 1 .2-.5.6-1 1.400-1 2.400 0 2.600 3.800-1.400 6.400z" fill="#e0245e"/>' +
  '</svg>';
