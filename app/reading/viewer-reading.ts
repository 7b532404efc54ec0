import type {
  FileRequestName,
  ReadingRequestName,
  RequestPayload,
  RequestResult,
  ViewerEvent,
} from '../contract.ts';
import { answerRequest, type Handlers } from '../requests/handlers.ts';
import { detailsHandlers } from './details-requests.ts';
import { DetailsShelf } from './details-shelf.ts';
import type { ExportingFrom } from './exported-conversations.ts';
import { fileMakers, type FileMakers, type RequestedFile } from './file-requests.ts';
import { lineHandlers } from './line-requests.ts';
import { messageHandlers } from './message-requests.ts';
import { OpenedMessages } from './opened-messages.ts';
import type { Numbering } from './numbering.ts';
import { OpenLists } from './open-lists.ts';
import { OpenViews } from './open-views.ts';
import { RulePreviews } from './rule-previews.ts';
import { WorkBoard } from '../work-board.ts';
import { sessionHandlers } from './session-requests.ts';

/** One viewer's reading: answers the requests that only read captures, and tells it of what it has open. */
export class ViewerReading {
  readonly #board: WorkBoard;
  readonly #lists: OpenLists;
  readonly #views: OpenViews;
  readonly #previews: RulePreviews;
  readonly #handlers: Handlers<ReadingRequestName>;
  readonly #fileMakers: FileMakers;

  /** `numbering` counts the views and lists of all viewers. */
  constructor(exporting: ExportingFrom, send: (event: ViewerEvent) => void, numbering: Numbering) {
    const { library, catalogue } = exporting;
    this.#board = new WorkBoard(send);
    this.#lists = new OpenLists(catalogue, library, send, numbering, this.#board);
    this.#views = new OpenViews(library, send, numbering, this.#board);
    this.#previews = new RulePreviews(library, send, numbering, this.#board);
    const shelf = new DetailsShelf(library);
    const messages = new OpenedMessages(shelf);
    this.#handlers = {
      ...sessionHandlers(library),
      ...this.#lists.handlers,
      ...this.#views.handlers,
      ...lineHandlers(library),
      ...detailsHandlers(shelf),
      ...this.#previews.handlers,
      ...messageHandlers(messages),
      'work.cancel': async (name) => {
        this.#board.cancel(name);
        return null;
      },
    };
    this.#fileMakers = fileMakers(exporting, shelf, messages);
  }

  /** Never rejects: what went wrong is in the result. */
  request<Name extends ReadingRequestName>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<RequestResult<Name>> {
    return answerRequest(this.#handlers, name, payload);
  }

  /** A file, to be brought to where the person wants it. May reject, with a RequestError for what people should know. */
  file<Name extends FileRequestName>(name: Name, payload: RequestPayload<Name>): Promise<RequestedFile> {
    return this.#fileMakers[name](payload);
  }

  /** There is more of a session, or it ended. */
  grew(session: number): void {
    this.#views.grew(session);
  }

  /** Ends the viewer's views and its events. */
  close(): void {
    this.#lists.close();
    this.#views.close();
    this.#previews.close();
    this.#board.close();
  }
}
