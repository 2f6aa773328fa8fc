/** A shopping bag, drawn for Millrace: not the trademark of the application. */
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<rect width="32" height="32" rx="7" fill="#7f54b3"/>' +
  '<path d="M9 12h14l1.2 12.2a1.6 1.6 0 0 1-1.6 1.8H9.4a1.6 1.6 0 0 1-1.6-1.8z" fill="#fff"/>' +
  '<path d="M12 14.5V10a4 4 0 0 1 8 0v4.5" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round"/>' +
  '<path d="M12 18.5a4 4 0 0 0 8 0" fill="none" stroke="#7f54b3" stroke-width="2" stroke-linecap="round"/>' +
  '</svg>';
