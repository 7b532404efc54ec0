import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { openApplication, type Application } from '../../app/application.ts';
import { CaptureLibrary } from '../../app/capture/capture-library.ts';
import { FILE_MODE } from '../../app/capture/folder.ts';
import { DEFAULT_LISTENER, type ListenerState } from '../../app/contract.ts';
import { BUILT_IN } from '../../app/transcript/session-event.ts';
import { formatEndpoint } from '../../app/relay/listener.ts';
import type { Outcome, SessionSummary } from '../../app/transcript/session-summary.ts';
import { visibleText } from '../../app/transcript/visible.ts';
import { startHooksThread } from '../hooks-thread.ts';
import { VERSION } from '../version.ts';
import {
  capturesDirectoryOf,
  keepLimitsOf,
  type BuiltInArguments,
  type FolderArguments,
  type KeepArguments,
  type KeyLogArguments,
  type PrintArguments,
} from './arguments.ts';
import { tellOfCaptures } from './capture-notices.ts';
import { tellOfHooks } from './hook-console.ts';
import type { HooksArguments } from './hooks-option.ts';
import { listenersOf, type ListenerArguments } from './listener-options.ts';
import { outputTo, type Output } from './output.ts';
import { Printer } from './printer.ts';
import type { RulesArguments } from './rules-file.ts';
import { endSignal } from './signals.ts';

/** What `listen` is called with. */
export interface ListenArguments
  extends
    BuiltInArguments,
    FolderArguments,
    KeepArguments,
    HooksArguments,
    KeyLogArguments,
    ListenerArguments,
    PrintArguments,
    RulesArguments {
  readonly once: boolean;
  readonly save?: string;
}

/** Relays, and prints what passes, until it is told to stop. Resolves to the exit code. */
export async function listen(options: ListenArguments): Promise<number> {
  // A script's listener is the same wherever it runs: what was kept in a viewer is none of its business.
  const listeners = listenersOf(options) ?? ([DEFAULT_LISTENER] as const);
  const ending = new AbortController();
  const stop = (): void => ending.abort();
  endSignal().addEventListener('abort', stop);
  const outputs = [outputTo(process.stdout, stop)];
  if (options.save !== undefined) outputs.push(await openFile(options.save));
  const application = await openApplication({
    capturesDirectory: capturesDirectoryOf(options),
    dataDirectory: options.data,
    listeners,
    rulesPath: options.rules ?? null,
    hooksPath: options.hooks ?? null,
    startHooks: startHooksThread,
    ...(options.keylog !== undefined && { keyLogFile: options.keylog }),
    ...(options.builtIn !== undefined && { builtInFile: options.builtIn }),
    keep: keepLimitsOf(options),
    version: VERSION,
    host: 'terminal',
  });
  if (!announce(application)) {
    await application.close();
    return 1;
  }
  const printer = new Printer(outputs, {
    ...options,
    numbered: !options.once,
    // Where events stand between the lines, they say it.
    ...(options.format === 'text' && !options.explain && !options.marks && { onOver: tellOfTrouble }),
  });
  const library = CaptureLibrary.follow(application.captures, { slowAfter: options.slow });
  const live = new LivePrinting(application, library, printer);
  const relayed = options.once
    ? await oneConversation(application, library, ending.signal)
    : await aborted(ending.signal);
  await application.close();
  await live.end();
  for (const output of outputs) await output.end();
  return relayed ? 0 : 1;
}

async function openFile(path: string): Promise<Output> {
  const stream = createWriteStream(path, { mode: FILE_MODE });
  await once(stream, 'open');
  return outputTo(stream, () => process.stderr.write(`Cannot write ${path} any further.\n`));
}

/** Says where each listener listens, or why it does not, and warns of whatever is wrong from then on. False where one that should listen does not. */
export function announce(application: Application): boolean {
  warnOfProblems(application);
  tellOfCaptures(application);
  tellOfHooks(application);
  return application.state.listeners.map(announceListener).every((listens) => listens);
}

/** Each problem is told once, for as long as it lasts. */
function warnOfProblems(application: Application): void {
  let told: readonly string[] = [];
  const warn = (): void => {
    const problems = application.problems.map(({ text, remedy }) => `${text} ${remedy}`);
    for (const words of problems) if (!told.includes(words)) process.stderr.write(`warning: ${words}\n`);
    told = problems;
  };
  warn();
  application.listen({ changed: warn });
}

function announceListener({ settings, status }: ListenerState): boolean {
  if (status.state === 'stopped') return true;
  if (status.state === 'failed') {
    process.stderr.write(`${status.error.text}\n${status.error.remedy}\n`);
    return false;
  }
  const addresses = status.addresses.map(formatEndpoint);
  const upstream =
    settings.upstream === BUILT_IN
      ? 'the built-in server'
      : formatEndpoint({ address: settings.upstream.host, port: settings.upstream.port });
  process.stderr.write(`listening on ${addresses.join(' and ')}, relaying to ${upstream}\n`);
  warnOfTheNetwork(addresses);
  return true;
}

function warnOfTheNetwork(addresses: readonly string[]): void {
  const open = addresses.filter((address) => !/^(127\.|\[::1\])/.test(address));
  if (open.length === 0) return;
  process.stderr.write(
    `warning: ${open.join(', ')} can be reached from the network: whoever can reach it can send mail through it\n`,
  );
}

async function aborted(signal: AbortSignal): Promise<true> {
  if (!signal.aborted) await once(signal, 'abort');
  return true;
}

/** Outcomes of conversations that the server never heard of, or not to their end. */
const NOT_RELAYED: ReadonlySet<Outcome> = new Set(['unreachable', 'failed', 'blocked', 'rate-limited']);

/** Waits for one conversation and its end. Resolves to whether it was relayed. */
async function oneConversation(
  application: Application,
  library: CaptureLibrary,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    // To be asked to end is no failure.
    signal.addEventListener('abort', () => resolve(true));
    let began = false;
    application.listen({
      conversationsChanged: () => {
        if (!began && application.state.open > 0) {
          began = true;
          void application.listeners.stopAll();
        }
      },
    });
    // Behind the library, which is told of it first: else the growth would be looked for before it is known.
    application.captures.listen({ grew: ({ session }) => void settle(session) });
    const settle = async (session: number): Promise<void> => {
      const source = await library.find(session);
      await source?.catchUp();
      const summary = source?.index.summary();
      if (summary === undefined || summary.outcome === 'open') return;
      resolve(!NOT_RELAYED.has(summary.outcome));
    };
  });
}

/** Why the server never heard of a conversation, and what to do: its client was told the half of it. */
function tellOfTrouble({ session, outcome, reason, failedTls }: SessionSummary): void {
  if (outcome !== 'unreachable' && failedTls === null) return;
  process.stderr.write(`conversation ${session}: ${visibleText(reason)}\n`);
}

/** Prints what is new of each session, in turn, while the conversations go on. */
class LivePrinting {
  readonly #library: CaptureLibrary;
  readonly #printer: Printer;
  readonly #waiting = new Set<number>();
  #printing: Promise<void> | null = null;

  constructor(application: Application, library: CaptureLibrary, printer: Printer) {
    this.#library = library;
    this.#printer = printer;
    // Behind the library, which is told of it first: else the growth would be looked for before it is known.
    application.captures.listen({ grew: ({ session }) => this.#grew(session) });
  }

  /** Resolves when all that is on the disk is printed. */
  async end(): Promise<void> {
    while (this.#printing !== null) await this.#printing;
  }

  #grew(session: number): void {
    this.#waiting.add(session);
    this.#printing ??= this.#printAll().finally(() => {
      this.#printing = null;
    });
  }

  async #printAll(): Promise<void> {
    for (const session of this.#waiting) {
      this.#waiting.delete(session);
      const source = await this.#library.find(session);
      if (source !== null) await this.#printer.print(source);
    }
  }
}
