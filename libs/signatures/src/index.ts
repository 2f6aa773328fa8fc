// Schemes as data
export type {
  DedupePart,
  Handshake,
  HeaderPlace,
  Scheme,
  SignaturePlace,
  SignedPart,
  TimestampPlace,
} from './scheme.ts';
export { preset, presetIds } from './presets.ts';

// Checking requests
export { verifyRequest, type Verification } from './verify.ts';
export type { HandshakeAnswer } from './handshake.ts';
export type { SignedRequest } from './request.ts';
export { bodyDedupeKey, dedupeKey, valueDedupeKey } from './dedupe.ts';

// Sending samples
export { signHeaders } from './sign.ts';
