import './zod-config.ts';

// JSON and small values
export {
  isJsonObject,
  jsonTypeOf,
  jsonValueSchema,
  nestsWithin,
  type JsonObject,
  type JsonValue,
} from './json.ts';
export { parseJson } from './parse-json.ts';
export {
  compareNumbers,
  isExactNumber,
  isJsonNumber,
  isWhole,
  numberOfText,
  type ExactNumber,
  type JsonNumber,
} from './exact-number.ts';
export { fileHandleSchema, fileNameSchema, isFileHandle, type FileHandle } from './file.ts';
export { isStorable, storableText } from './text.ts';
export { DURATION_PATTERN, parseDuration } from './duration.ts';
export { nearest } from './nearest.ts';
export { faultsOf, MOST_FAULTS, pointer, summarise, type Fault } from './fault.ts';

// Errors
export {
  AppError,
  isAppError,
  type AppErrorOptions,
  type ErrorParams,
} from './errors/app-error.ts';
export {
  ERRORS,
  isErrorCode,
  type ErrorActor,
  type ErrorCode,
  type ErrorEntry,
} from './errors/catalogue.ts';

// Commands as steps
export { curlInput, type CurlInput } from './curl/curl-input.ts';
export type { CurlCredentials } from './curl/curl-credentials.ts';
export type { CurlRemainder } from './curl/curl-request.ts';

// Mappings and conditions
export {
  codecSchema,
  conversionSchema,
  encodedAsSchema,
  isBuiltMapping,
  isEachMapping,
  isEncodeMapping,
  isEntriesMapping,
  isLiteralMapping,
  isMergeMapping,
  isPathMapping,
  isPickMapping,
  isTemplateMapping,
  mappingForm,
  missingSchema,
  MAX_PATH_LENGTH,
  MAX_TEMPLATE_LENGTH,
  type BuiltMapping,
  type Codec,
  type Conversion,
  type EachMapping,
  type EncodedAs,
  type EncodeMapping,
  type EntriesMapping,
  type LiteralMapping,
  type Mapping,
  type MappingForm,
  type MappingTree,
  type MergeMapping,
  type Missing,
  type Empty,
  type Take,
  type PathMapping,
  type PickMapping,
  type TemplateMapping,
} from './mapping.ts';
export {
  conditionSchema,
  manifestConditionSchema,
  manifestMappingSchema,
  mappingSchema,
  MAX_LOOPS,
} from './mapping-schema.ts';
export {
  operatorSchema,
  UNARY_OPERATORS,
  type Comparison,
  type Condition,
  type Operator,
} from './condition.ts';

// The flow document
export {
  findStep,
  flowDocumentSchema,
  FLOW_DOCUMENT_VERSION,
  MAX_STEPS,
  parseFlowDocument,
  requireFlowDocument,
  requireStoredDocument,
  type FlowDocument,
  type ParsedDocument,
} from './flow/document.ts';
export {
  actionKey,
  onErrorSchema,
  RESERVED_STEP_IDS,
  stepIdSchema,
  stepSchema,
  type ActionRef,
  type ActionStep,
  type BranchPath,
  type BranchStep,
  type CallStep,
  type DelayStep,
  type FilterStep,
  type ForEachStep,
  type KeptShape,
  type RespondStep,
  type RetryPolicy,
  type SetStep,
  type Step,
  type StepKind,
  type StopStep,
} from './flow/step.ts';
export { type Limits } from './flow/limits.ts';
export {
  isSameSequence,
  placedSteps,
  sequenceAt,
  sequencesOf,
  walkSteps,
  type InnerSequence,
  type PlacedStep,
  type SequenceAddress,
  type SequenceKey,
} from './flow/walk.ts';
export {
  triggerSchema,
  MAX_SPLIT,
  type Cors,
  type Dedupe,
  type ReplyMode,
  type SecretRef,
  type Trigger,
  type Verify,
  type WebhookTrigger,
} from './flow/trigger.ts';
export {
  addStep,
  availableSteps,
  connectionsUsed,
  connectorsUsed,
  duplicateStep,
  freeStepId,
  moveStep,
  removeStep,
  renameStepId,
  replaceStep,
  setName,
  setTrigger,
  type StepPlace,
} from './flow/edit.ts';
export { isReservedAnswerHeader } from './flow/answer-headers.ts';
export { documentEquals } from './flow/equals.ts';
export { referencesTo, stepOfPath, stepsOfTemplate } from './flow/references.ts';
export { upgradeDocument, type Upgraded } from './flow/upgrade.ts';
export { upgradeStep } from './flow/upgrade-step.ts';
export { FLOW_TEMPLATES, type FlowTemplate } from './flow/template.ts';

// Runs and events
export {
  attemptStatusSchema,
  canTransition,
  isTerminal,
  RUN_TRANSITIONS,
  runStatusSchema,
  eventKindSchema,
  verdictSchema,
  type AttemptStatus,
  type RunStatus,
  type EventKind,
  type Verdict,
  type StepFailure,
} from './run.ts';

// Connectors
export {
  fieldSchema,
  fieldTypeSchema,
  fixedChoices,
  fixedMembers,
  useOf,
  type Choice,
  type Field,
  type FieldType,
  type Use,
} from './connector/field.ts';
export {
  manifestSchema,
  type Limit,
  type List,
  type Manifest,
  type Shape,
  type ShapeKind,
  type Upgrade,
} from './connector/manifest.ts';
export {
  sampleSchema,
  type ConnectorAction,
  type ConnectorTrigger,
  type Output,
  type Register,
  type Repeat,
  type Sample,
} from './connector/action.ts';
export { type Auth, type Fact, type OAuth2 } from './connector/auth.ts';
export { sliceSchema, type Slice, type SliceKind } from './connector/slice.ts';
export { connectorCaseSchema, type CaseCall, type ConnectorCase } from './connector/case.ts';
export {
  type AnswerRule,
  type BodyKind,
  type ConnectorRequest,
  type ConnectorStep,
  type OutcomeKind,
  type Pages,
  type Place,
  type RequestDefaults,
  type Style,
  type TimeUnit,
} from './connector/request.ts';
export { isDateText, isEmailText, isTimeText } from './connector/field-format.ts';
export {
  actionInfoSchema,
  authInfoSchema,
  connectorCheckSchema,
  connectorInfoSchema,
  manifestRequestSchema,
  ownConnectorSchema,
  triggerInfoSchema,
  tryActionRequestSchema,
  type ActionInfo,
  type AuthInfo,
  type ConnectorInfo,
  type TriggerInfo,
} from './api/connectors.ts';
// HTTP API
export {
  stepUpgradesSchema,
  type SliceChange,
  type StepUpgrade,
} from './api/connector-upgrades.ts';
export { problemSchema, type Problem } from './api/problem.ts';
export {
  DEFAULT_PAGE,
  idPageQuerySchema,
  instantSchema,
  MAX_PAGE,
  pageOf,
  pageQuerySchema,
} from './api/page.ts';
export {
  createFlowRequestSchema,
  flowListItemSchema,
  flowListSchema,
  flowSchema,
  flowStatusSchema,
  flowSummarySchema,
  flowVersionListSchema,
  flowVersionSchema,
  registrationSchema,
  runFlowRequestSchema,
  saveDraftRequestSchema,
  sendSampleRequestSchema,
  startedRunSchema,
  testStepRequestSchema,
  testStepResponseSchema,
  versionPageQuerySchema,
  versionParamSchema,
  type Flow,
  type FlowListItem,
  type FlowStatus,
  type FlowSummary,
  type Registration,
  type RegistrationState,
  type TestStepResponse,
} from './api/flows.ts';
export {
  eventListSchema,
  eventQuerySchema,
  eventSampleQuerySchema,
  eventSampleSchema,
  eventSchema,
  eventSummarySchema,
  hookAnswerSchema,
  type EventDetail,
  type EventSummary,
  type HookAnswer,
} from './api/events.ts';
export {
  attemptListSchema,
  attemptNumberSchema,
  attemptQuerySchema,
  attemptSchema,
  replayBatchListSchema,
  replayBatchRequestSchema,
  replayBatchSchema,
  replayedSchema,
  replayRequestSchema,
  runErrorSchema,
  runListSchema,
  runQuerySchema,
  runSchema,
  runSummarySchema,
  streamMessageSchema,
  type Attempt,
  type ReplayBatch,
  type ReplayBatchRequest,
  type ReplayRequest,
  type RunDetail,
  type RunError,
  type RunSummary,
  type StreamMessage,
} from './api/runs.ts';
export { recordedCallSchema, type RecordedCall, type RecordedCalls } from './api/recorded-calls.ts';
export {
  authorizeAnswerSchema,
  connectionListSchema,
  connectionSchema,
  connectionStatusSchema,
  connectionTestSchema,
  createConnectionRequestSchema,
  updateConnectionRequestSchema,
  type Connection,
  type ConnectionStatus,
  type ConnectionTest,
  type CreateConnectionRequest,
  type UpdateConnectionRequest,
} from './api/connections.ts';
export {
  listAnswerSchema,
  listRequestSchema,
  shapeAnswerSchema,
  shapeRequestSchema,
  type ListChoice,
} from './api/connection-lists.ts';
export {
  apiKeyListSchema,
  apiKeySchema,
  createApiKeyRequestSchema,
  createdApiKeySchema,
  MIN_PASSWORD,
  roleReaches,
  roleSchema,
  sessionSchema,
  setupRequestSchema,
  signInRequestSchema,
  type ApiKey,
  type Role,
  type Session,
  type SetupRequest,
  type SignInRequest,
} from './api/people.ts';
export {
  auditActionSchema,
  auditedThingSchema,
  auditEntrySchema,
  auditListSchema,
  auditQuerySchema,
  type AuditAction,
  type AuditedThing,
  type AuditEntry,
  type AuditQuery,
} from './api/audit.ts';
export {
  DEFAULT_PREVIEWED_EVENTS,
  MOST_PREVIEWED_EVENTS,
  previewRequestSchema,
  previewResponseSchema,
  previewRowsSchema,
  type PreviewRequest,
  type PreviewRow,
  type PreviewRows,
  type PreviewValue,
} from './api/mappings.ts';
export {
  checkFlowRequestSchema,
  checkFlowResponseSchema,
  findingFixSchema,
  findingKindSchema,
  findingSchema,
  MOST_CHECKED_EVENTS,
  type CheckFlowResponse,
  type Finding,
  type FindingFix,
  type FindingKind,
} from './api/check.ts';
