import type * as v from 'valibot';
import { stateRequests, type StateEvent, type StateResults } from './contract/application.ts';
import { certificateRequests, type CertificateResults } from './contract/certificates.ts';
import { detailsRequests, type DetailsResults } from './contract/details.ts';
import {
  annotationRequests,
  conversationRequests,
  type AnnotationResults,
  type ConversationResults,
  type ListEvent,
} from './contract/conversations.ts';
import { fileRequests, type SaveResult } from './contract/files.ts';
import { holdRequests, type HoldResults } from './contract/holds.ts';
import { lineRequests, type LineResults } from './contract/lines.ts';
import { listenerRequests, type ListenerResults } from './contract/listeners.ts';
import { openedFileRequests, type OpenedFileResults } from './contract/opened-files.ts';
import { preferenceRequests, type PreferenceResults } from './contract/preferences.ts';
import { messageRequests, type MessageResults } from './contract/messages.ts';
import type { Problem } from './contract/problem.ts';
import type { ReadingEvent } from './contract/reading.ts';
import {
  rulePreviewRequests,
  type RulePreviewEvent,
  type RulePreviewResults,
} from './contract/rule-preview.ts';
import { ruleRequests, type RuleResults } from './contract/rules.ts';
import { sessionRequests, type SessionResults, type SessionsEvent } from './contract/sessions.ts';
import { testMessageRequests, type TestMessageResults } from './contract/test-message.ts';
import { viewRequests, type ViewEvent, type ViewResults } from './contract/views.ts';
import { workRequests, type WorkEvent, type WorkResults } from './contract/work.ts';

/**
 * The one contract between the application and any viewer. A viewer asks (`requests`) and is told (`ViewerEvents`);
 * everything that crosses is plain data, so that it passes IPC, a WebSocket or a function call alike. Each subject has a
 * file of its own in contract/; here they come together.
 */
export * from './contract/application.ts';
export * from './contract/built-in-settings.ts';
export * from './contract/certificates.ts';
export * from './contract/details.ts';
export * from './contract/conversations.ts';
export * from './contract/files.ts';
export * from './contract/gate-settings.ts';
export * from './contract/lines.ts';
export * from './contract/holds.ts';
export * from './contract/listener-settings.ts';
export * from './contract/listeners.ts';
export * from './contract/opened-files.ts';
export * from './contract/preferences.ts';
export * from './contract/messages.ts';
export * from './contract/problem.ts';
export * from './contract/reading.ts';
export * from './contract/rule-preview.ts';
export * from './contract/rules.ts';
export * from './contract/sessions.ts';
export * from './contract/storage.ts';
export * from './contract/test-message.ts';
export * from './contract/views.ts';
export * from './contract/work.ts';

/** Requests that change the application, or ask how it does: answered where the relay runs. */
export const applicationRequests = {
  ...stateRequests,
  ...listenerRequests,
  ...preferenceRequests,
  ...openedFileRequests,
  ...certificateRequests,
  ...ruleRequests,
  ...testMessageRequests,
  ...annotationRequests,
  ...holdRequests,
  ...workRequests,
} as const;

/** Requests that only read captures: answered where nothing that they take can hold the relay up. */
export const readingRequests = {
  ...sessionRequests,
  ...conversationRequests,
  ...viewRequests,
  ...lineRequests,
  ...detailsRequests,
  ...rulePreviewRequests,
  ...messageRequests,
  ...workRequests,
} as const;

/** What the viewer may ask, each with the schema of its payload. */
export const requests = { ...applicationRequests, ...readingRequests, ...fileRequests } as const;

/** The name of a request. */
export type RequestName = keyof typeof requests;
/** The name of a request that is answered where the relay runs. */
export type ApplicationRequestName = keyof typeof applicationRequests;
/** The name of a request that only reads captures. */
export type ReadingRequestName = keyof typeof readingRequests;
/** The name of a request for a file. */
export type FileRequestName = keyof typeof fileRequests;

/** What goes along with a request. */
export type RequestPayload<Name extends RequestName> = v.InferOutput<(typeof requests)[Name]>;

/** What each request comes back with. */
export type RequestResults = StateResults &
  LineResults &
  ListenerResults &
  PreferenceResults &
  OpenedFileResults &
  CertificateResults &
  RuleResults &
  TestMessageResults &
  SessionResults &
  AnnotationResults &
  HoldResults &
  WorkResults &
  ConversationResults &
  ViewResults &
  DetailsResults &
  RulePreviewResults &
  MessageResults &
  Readonly<Record<FileRequestName, SaveResult>>;

/** An answer: what was asked for, or why not. */
export type RequestResult<Name extends RequestName> =
  | { readonly ok: true; readonly value: RequestResults[Name] }
  | { readonly ok: false; readonly problem: Problem };

/** What a viewer is told without asking. Small, merged, and never the rows themselves: it asks for those it shows. */
export type ViewerEvent =
  StateEvent | SessionsEvent | ViewEvent | ListEvent | RulePreviewEvent | WorkEvent | ReadingEvent;

/** How a viewer reaches the application, whichever host it runs in. */
export interface Transport {
  /** Never rejects: what went wrong, the connection included, is a problem in the result. */
  request<Name extends RequestName>(name: Name, payload: RequestPayload<Name>): Promise<RequestResult<Name>>;
  /** Returns what ends the subscription. */
  subscribe(listener: (event: ViewerEvent) => void): () => void;
}
