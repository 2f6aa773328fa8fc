// Connectors ready to use
export {
  manifestOf,
  type Action,
  type ActionContext,
  type ConnectionValues,
  type Connector,
  type FileRoom,
  type HookContext,
  type HookRegistrar,
  type LookUpContext,
  type TestContext,
  type Trial,
} from './define.ts';
export { checkInput, inputError } from './input.ts';
export { CallRecorder } from './call-recorder.ts';

// Connectors that are data
export { connectorOf } from './interpreter/manifest-connector.ts';
export { hostsOf } from './interpreter/hosts-of.ts';
export { effectOfMethod } from './interpreter/compile-request.ts';
export { lintManifest } from './interpreter/lint-manifest.ts';
export { trialOf } from './trial/trial.ts';
export type { ListItem, ShapedField } from './interpreter/lists.ts';

// What published flows keep of connectors
export { hashOfSlice, MOST_SLICE_BYTES, sliceOf } from './slices/slice.ts';
export { pinnedAction, pinnedRegistrar } from './slices/pinned-action.ts';
export { compareActions } from './slices/compare.ts';

// Connectors that are code
export {
  codeConnector,
  type CodeContext,
  type CodeOptions,
  type CodeRun,
  type CodeTestContext,
} from './code-connector.ts';
export type { StoreChange, StorePage, StoreRoom } from './store-room.ts';
export { CallInDoubt } from './interpreter/run-plan.ts';
export type { CodeAnswer, CodePrepared, CodeRequest } from './interpreter/code-call.ts';
export { CallWaits, type CallRoom } from './call-room.ts';

// Tokens of accounts, and what is learned of them
export { authorizeAddress, exchangeCode, type Redirect } from './interpreter/oauth.ts';
export {
  isRenewable,
  learnAccount,
  needsToken,
  redirectFacts,
  renewToken,
} from './interpreter/tokens.ts';
export type { Tokens } from './interpreter/token-answer.ts';

// The HTTP client
export {
  createHttpClient,
  HTTP_METHODS,
  type HttpClient,
  type HttpClientOptions,
  type HttpMethod,
  type HttpRequest,
} from './http/http-client.ts';
export { addressPolicy, isPrivateAddress } from './http/addresses.ts';
export type { HttpResponse } from './http/answer.ts';
export type { FileContent, FormPart, RequestBody } from './http/request-body.ts';
export { isSafe } from './http/redirects.ts';
export type { Proxy } from './http/proxy.ts';
export { TRUST_FIELDS, trustFaults, trustOf, type Trust, type TrustFault } from './http/trust.ts';

// Connections for other protocols
export type { SocketTarget } from './http/open-socket.ts';
export { distrusted, secureSocket, tlsOptions, type TlsPeer } from './http/secure-socket.ts';
export type { ResolveAll } from './http/guarded-connector.ts';

// Answers that are no success
export {
  isRetryable,
  isSuccess,
  toCallError,
  type Callee,
  type CallFailure,
  type Reading,
} from './call-error.ts';

// What a request is written as
export {
  pairsOf,
  pairsWriter,
  scalarText,
  type Pair,
  type Style,
  type Styles,
  type Values,
} from './wire/styles.ts';
export { formText, queryText } from './wire/form-text.ts';
export { compilePathTemplate, type PathTemplate } from './wire/path.ts';
export {
  compileSecretText,
  fillSecretText,
  type SecretText,
  type SecretValues,
} from './wire/secret-text.ts';

// Codecs
export { encode, type CodecName, type EncodedAs } from './codecs/encode.ts';
export type { Encodable } from './codecs/codec-value.ts';

// Signatures of requests
export { sign, signFault, type SignScheme } from './sign/sign.ts';
export type { Signature, SignContext, SignedRequest, SignWith } from './sign/signer.ts';
export { signJwt, type JwtAlgorithm, type JwtParts } from './sign/jwt.ts';
export { digestAnswer, type DigestCall } from './sign/digest.ts';

// Limits of applications
export { LimitRoom } from './limits/limit-room.ts';
export { AccountLimits } from './limits/account-limits.ts';
export { withinHostLimits, type LimitedBy } from './limits/limited-http.ts';

// What connectors need of the model
export {
  AppError,
  isAppError,
  isFileHandle,
  isJsonNumber,
  isJsonObject,
  nestsWithin,
  numberOfText,
  parseJson,
  parseDuration,
  type ConnectorInfo,
  type Manifest,
  type Field,
  type FileHandle,
  type JsonObject,
  type JsonValue,
  type Sample,
} from '@millrace/model';
