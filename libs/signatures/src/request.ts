/** A request as it arrived: header names in any case, in the order sent, and the raw bytes. */
export interface SignedRequest {
  method: string;
  /**
   * The address as the provider has it, with its query. Take it from the configured public URL:
   * Host and X-Forwarded headers are the sender's to choose.
   */
  url?: string;
  /** Name and value pairs, one for each header line. */
  headers: readonly (readonly [string, string])[];
  body: Uint8Array;
}

/** Every value of a header, whatever the case of its name. */
export function headerValues(request: SignedRequest, name: string): string[] {
  const wanted = name.toLowerCase();
  return request.headers.flatMap(([key, value]) => (key.toLowerCase() === wanted ? [value] : []));
}
