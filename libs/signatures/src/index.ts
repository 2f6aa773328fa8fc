// Schemes as data
export type { DedupeRule, Handshake, HandshakeAnswer, Scheme, SignedPart } from './scheme.ts';
export { preset, presetIds } from './presets.ts';

// Checking requests
export { verifyRequest, type Verification } from './verify.ts';
export type { SignedRequest } from './request.ts';
export { bodyDedupeKey, dedupeKey, valueDedupeKey } from './dedupe.ts';

// Sending samples
export { signHeaders } from './sign.ts';
