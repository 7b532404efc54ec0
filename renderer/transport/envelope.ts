import * as v from 'valibot';
import { WORK_KINDS } from '../../app/transcript/work.ts';
import type { RequestName, RequestResult, ViewerEvent } from '../../app/contract.ts';
import { COMMAND_IDS } from '../../app/commands.ts';
import type { CommandId } from '../../app/commands.ts';

/*
 * What comes from the application is checked in its outline: that it is an answer or an event at all, and that the
 * parts which the viewer counts on are there. The application is the same program, so the values behind that outline
 * are taken as the contract types them.
 */

const number = v.number();
const problem = v.looseObject({ code: v.string(), text: v.string(), remedy: v.string() });

const answer = v.union([
  v.looseObject({ ok: v.literal(true), value: v.unknown() }),
  v.looseObject({ ok: v.literal(false), problem }),
]);

const viewerEvent = v.variant('type', [
  v.looseObject({
    type: v.literal('state'),
    state: v.looseObject({
      listeners: v.pipe(
        v.array(
          v.looseObject({
            listener: number,
            settings: v.looseObject({ host: v.string(), port: number }),
            status: v.looseObject({ state: v.picklist(['listening', 'stopped', 'failed']) }),
          }),
        ),
        v.minLength(1),
      ),
      recording: v.looseObject({ state: v.picklist(['recording', 'failed']) }),
      rules: v.looseObject({ revision: number, total: number, on: number }),
      sessions: number,
      open: number,
    }),
  }),
  v.looseObject({
    type: v.literal('sessions'),
    total: number,
    open: number,
    changed: v.array(number),
    many: v.boolean(),
  }),
  v.looseObject({ type: v.literal('reading-restarted'), problem: v.nullable(problem) }),
  v.looseObject({
    type: v.literal('work'),
    work: v.looseObject({
      kind: v.picklist(WORK_KINDS),
      of: number,
      subject: v.string(),
      done: number,
      total: v.nullable(number),
      canCancel: v.boolean(),
    }),
    isOver: v.boolean(),
  }),
  v.looseObject({
    type: v.literal('list'),
    list: v.looseObject({
      list: number,
      revision: number,
      rows: number,
      matched: number,
      known: number,
      unread: number,
      unsearched: number,
      skipped: number,
      newest: v.nullable(number),
    }),
  }),
  v.looseObject({
    type: v.literal('rule-preview'),
    preview: v.looseObject({
      preview: number,
      looked: number,
      total: number,
      lines: number,
      conversations: number,
      shown: v.array(v.looseObject({ session: number, line: number, row: number, text: v.string() })),
      state: v.picklist(['going', 'done', 'enough', 'stopped']),
    }),
  }),
  v.looseObject({
    type: v.literal('view'),
    view: v.looseObject({
      view: number,
      layout: number,
      rows: number,
      steady: number,
      matched: number,
      scanned: number,
      lines: number,
    }),
  }),
]);

const menuEvent = v.looseObject({ type: v.literal('menu'), command: v.picklist(COMMAND_IDS) });

const socketMessage = v.union([
  v.looseObject({ id: number, result: v.unknown() }),
  v.looseObject({ event: v.unknown() }),
]);

/** Whether this has the outline of an answer: a value, or a problem in words. */
export function isRequestResult<Name extends RequestName>(value: unknown): value is RequestResult<Name> {
  return v.is(answer, value);
}

/** Whether this has the outline of an event. */
export function isViewerEvent(value: unknown): value is ViewerEvent {
  return v.is(viewerEvent, value);
}

/** What was chosen from the desktop window's menu; null when the event tells of something else. */
export function readMenuCommand(value: unknown): CommandId | null {
  const parsed = v.safeParse(menuEvent, value);
  return parsed.success ? parsed.output.command : null;
}

/** What the web host sends: the answer to the request of that number, or an event. Null: neither. */
export type SocketMessage =
  | { readonly type: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly type: 'event'; readonly event: unknown };

/** Reads one message of the web host; null when it is none. */
export function readSocketMessage(data: unknown): SocketMessage | null {
  const parsed = v.safeParse(socketMessage, parseJson(data));
  if (!parsed.success) return null;
  return 'event' in parsed.output
    ? { type: 'event', event: parsed.output.event }
    : { type: 'answer', id: parsed.output.id, result: parsed.output.result };
}

/** What a text says in JSON; undefined where it says nothing, or is no text. */
export function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer that the viewer gives itself when none came. */
export function failure(code: string, text: string, remedy: string) {
  return { ok: false, problem: { code, text, remedy } } as const;
}

/** The answer to a request that the application answered with something else than an answer. */
export function unreadableAnswer() {
  return failure(
    'unreadable-answer',
    'SMTP Spy answered with something that this window does not understand.',
    'Reload the window: it may be of another version than the program.',
  );
}
