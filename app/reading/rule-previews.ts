import type { SessionLibrary } from '../capture/session-library.ts';
import type { SessionSource } from '../capture/session-source.ts';
import { Turns } from '../catalogue/turns.ts';
import {
  MOST_PREVIEWED,
  type PreviewedLine,
  type RulePreview,
  type rulePreviewRequests,
  type ViewerEvent,
} from '../contract.ts';
import { MergedNotices } from '../merge-notices.ts';
import { RequestError, type Handlers } from '../requests/handlers.ts';
import { makeRule } from '../rules/rule.ts';
import { RuleSet } from '../rules/rule-set.ts';
import type { RuleSettings } from '../rules/rule-settings.ts';
import { redactLine } from '../transcript/redaction.ts';
import type { WorkBoard } from '../work-board.ts';
import type { Numbering } from './numbering.ts';
import { decideLines, type DecidedLine } from './rule-report.ts';

/** Lines that one preview looks at: a few seconds' work on a small machine. */
const MOST_LINES = 300_000;

/** Lines that are counted; with more, there are simply many. */
const MOST_COUNTED = 1_000;

/** Lines that are shown, and how many of one conversation: several are better than one at length. */
const MOST_SHOWN = 30;
const MOST_OF_ONE = 3;

/** Characters of a line that are shown. */
const LONGEST_SHOWN = 160;

/** What rules would have met: answers one viewer's requests, and tells how far its preview has come. */
export class RulePreviews {
  readonly #library: SessionLibrary;
  readonly #send: (event: ViewerEvent) => void;
  readonly #numbering: Numbering;
  readonly #board: WorkBoard;
  #current: Preview | null = null;

  /** `numbering` counts what all viewers have open; the board says how far the preview is. */
  constructor(
    library: SessionLibrary,
    send: (event: ViewerEvent) => void,
    numbering: Numbering,
    board: WorkBoard,
  ) {
    this.#board = board;
    this.#library = library;
    this.#send = send;
    this.#numbering = numbering;
  }

  /** Answers requests about what a rule would have met. */
  readonly handlers: Handlers<keyof typeof rulePreviewRequests> = {
    'rule.preview': async ({ rule }) => {
      this.close();
      const number = (this.#numbering.last += 1);
      const preview = new Preview(number, this.#library, rulesOf(rule), this.#send);
      this.#current = preview;
      void this.#run(preview);
      return preview.state;
    },
  };

  /** Ends the preview. */
  close(): void {
    this.#current?.close();
    this.#current = null;
  }

  async #run(preview: Preview): Promise<void> {
    const work = { kind: 'previewing', of: preview.number } as const;
    const tell = (): void => {
      const { looked: done, total } = preview.state;
      this.#board.goesOn({ ...work, subject: '', done, total }, () => preview.stop());
    };
    tell();
    await preview.run(tell);
    this.#board.isOver(work);
  }
}

/** The rule alone, at every line that it means: how often it is to act depends on what comes, not on what was. */
function rulesOf(settings: RuleSettings): RuleSet {
  const { first: _first, ...rest } = settings;
  const result = makeRule({ ...rest, enabled: true, probability: 1, skip: 0, every: 1 });
  if (result.ok) return new RuleSet([result.rule]);
  const problem = result.part === 'when' ? result.problem : result;
  throw new RequestError({ code: 'wrong-rule', text: problem.text, remedy: problem.remedy });
}

/** One rule's way through the captures, the newest conversation first, in slices. */
class Preview {
  readonly number: number;
  readonly #library: SessionLibrary;
  readonly #rules: RuleSet;
  readonly #notices: MergedNotices;
  readonly #turns = new Turns();
  readonly #shown: PreviewedLine[] = [];
  #followed = 0;
  #looked = 0;
  #lines = 0;
  #conversations = 0;
  #state: RulePreview['state'] = 'going';

  constructor(number: number, library: SessionLibrary, rules: RuleSet, send: (event: ViewerEvent) => void) {
    this.number = number;
    this.#library = library;
    this.#rules = rules;
    this.#notices = new MergedNotices(() => send({ type: 'rule-preview', preview: this.state }));
  }

  /** How far it has come. */
  get state(): RulePreview {
    return {
      preview: this.number,
      looked: this.#looked,
      total: this.#library.total,
      lines: this.#lines,
      conversations: this.#conversations,
      shown: [...this.#shown],
      state: this.#state,
    };
  }

  /** Goes its way; `onProgress` is called on it. Never rejects. */
  async run(onProgress: () => void): Promise<void> {
    // Whoever asked has the answer before the first notice.
    await this.#turns.breathe();
    for (const session of newestFirst(this.#library)) {
      await this.#look(session);
      if (this.#state !== 'going') break;
      this.#notices.notice();
      onProgress();
    }
    if (this.#state === 'going') this.#state = 'done';
    this.#notices.notice();
  }

  /** The person does not want to wait for more. */
  stop(): void {
    if (this.#state === 'going') this.#state = 'stopped';
  }

  /** Nobody wants to know any more. */
  close(): void {
    this.stop();
    this.#notices.close();
  }

  async #look(session: number): Promise<void> {
    try {
      const source = await this.#library.find(session);
      if (source !== null) await this.#follow(source);
    } catch {
      // What cannot be read has no line that could be found; its own pane says why it cannot.
    }
  }

  async #follow(source: SessionSource): Promise<void> {
    let found = 0;
    const { end } = await source.extent();
    for await (const decided of decideLines(source, this.#rules, end, () => this.#turns.breathe())) {
      this.#followed += 1;
      if (decided.decisions.length > 0) this.#take(source.session, decided, (found += 1));
      if (this.#lines >= MOST_COUNTED || this.#followed >= MOST_LINES) this.#hasEnough();
      if (this.#state !== 'going') return;
    }
    this.#looked += 1;
    if (this.#looked >= MOST_PREVIEWED && this.#looked < this.#library.total) this.#hasEnough();
  }

  #take(session: number, { line, session: summary }: DecidedLine, found: number): void {
    this.#lines += 1;
    if (found === 1) this.#conversations += 1;
    if (found > MOST_OF_ONE || this.#shown.length >= MOST_SHOWN) return;
    const { n, row, from, text } = redactLine(line);
    this.#shown.push({
      session,
      line: n,
      row,
      from,
      text: text.slice(0, LONGEST_SHOWN),
      mailFrom: summary().mailFrom,
    });
  }

  #hasEnough(): void {
    if (this.#state === 'going') this.#state = 'enough';
  }
}

/** The numbers of all sessions, falling. Deleted ones may be among them. */
function* newestFirst({ ranges }: SessionLibrary): Generator<number, void, undefined> {
  for (const { first, last } of ranges.toReversed()) {
    for (let session = last; session >= first; session -= 1) yield session;
  }
}
