import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import * as v from 'valibot';
import type { KeepLimits } from '../../app/capture/retention-plan.ts';
import {
  HIGHEST_RATE,
  keptBytes,
  keptDays,
  LONGEST_SLOW_MS,
  type BuiltInSettings,
  type ListenerSettings,
} from '../../app/contract.ts';
import { BUILT_IN } from '../../app/transcript/session-event.ts';
import { capturesDirectoryIn, defaultDataDirectory } from '../../app/data-folder.ts';
import { readNetwork } from '../../app/gate/network.ts';
import { parseHostAndPort, type HostAndPort } from '../../app/smtp/host-and-port.ts';
import { parseBuiltInFile } from '../../app/upstream/settings-file.ts';
import { describeFailure } from './failure-words.ts';
import { parseQuery, type Query } from '../../app/transcript/query.ts';
import { readSize } from '../../app/transcript/query-values.ts';

/** Where the program keeps its things, as commander gives it. */
export interface FolderArguments {
  /** The program's own folder. */
  readonly data: string;
  /** Where conversations are kept; without it, in the program's own folder. */
  readonly captures?: string;
}

/** What says how a transcript is printed, as commander gives it. */
export interface PrintArguments extends SlowArguments {
  readonly filter?: Query;
  readonly format: 'text' | 'jsonl';
  readonly marks: boolean;
  readonly reveal: boolean;
  /** Behind each line what it means, and what was found with it. */
  readonly explain?: boolean;
}

/** What the commands that relay are told of the secrets of TLS, as commander gives it. */
export interface KeyLogArguments {
  readonly keylog?: string;
}

/** What the commands that relay are told of the built-in server, as commander gives it. */
export interface BuiltInArguments {
  readonly builtIn?: string;
}

/** Adds the option that says what kind of server the built-in one is to be. */
export function addBuiltInOption(command: Command): Command {
  return command
    .optionsGroup('The mail server:')
    .option(
      '--built-in <file>',
      'what kind of server the built-in one is: logins, words, personality (JSON, docs/built-in-server.md)',
    );
}

/** Adds the option that says where the secrets of TLS go. */
export function addKeyLogOption(command: Command): Command {
  return command
    .optionsGroup('Both sides’ TLS:')
    .option(
      '--keylog <file>',
      'write the secrets of TLS down, for Wireshark (NSS format): whoever has them can read what was encrypted',
    );
}

/** Adds the options that say where the program keeps its things. */
export function addFolderOptions(command: Command): Command {
  return addDataOption(command).option(
    '--captures <folder>',
    'where conversations are kept (default: captures, in the data folder)',
  );
}

/** What says how much is kept of the captures, as commander gives it. */
export interface KeepArguments {
  /** Bytes. */
  readonly keep?: number;
  /** Days. */
  readonly keepFor?: number;
}

/** Adds the options that say how much is kept of the captures. */
export function addKeepOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--keep <size>',
        'what the captures may take up, as in 500M or 2G: the oldest go, pinned and open ones stay',
      ).argParser(parseKeptBytes),
    )
    .addOption(
      new Option('--keep-for <days>', 'how long captures are kept; pinned and open ones stay').argParser(
        parseKeptDays,
      ),
    );
}

/** What is kept of the captures; undefined where the command line says nothing of it. */
export function keepLimitsOf({ keep, keepFor }: KeepArguments): KeepLimits | undefined {
  if (keep === undefined && keepFor === undefined) return undefined;
  return { bytes: keep ?? null, days: keepFor ?? null };
}

function parseKeptBytes(text: string): number {
  const reading = readSize(text);
  const bytes = v.safeParse(keptBytes, reading.ok ? reading.value : null);
  if (bytes.success) return bytes.output;
  throw new InvalidArgumentError('Write a size from 1M on, as in 500M or 2G.');
}

function parseKeptDays(text: string): number {
  const days = v.safeParse(keptDays, /^\d+$/.test(text) ? Number(text) : null);
  if (days.success) return days.output;
  throw new InvalidArgumentError('Write a number of days from 1 on.');
}

/** Adds the option that says where the program keeps its own things. */
export function addDataOption(command: Command): Command {
  return command
    .optionsGroup('What is kept:')
    .option('--data <folder>', 'where the program keeps its own things', defaultDataDirectory());
}

/** Where conversations are kept. */
export function capturesDirectoryOf({ data, captures }: FolderArguments): string {
  return captures ?? capturesDirectoryIn(data);
}

/** Adds the options that say how a transcript is printed. */
export function addPrintOptions(command: Command): Command {
  return addContentOptions(
    command
      .optionsGroup('What is printed:')
      .addOption(
        new Option('--format <form>', 'form of the output').choices(['text', 'jsonl']).default('text'),
      ),
  );
}

/** What says when a reply is slow, as commander gives it: microseconds. */
export interface SlowArguments {
  readonly slow?: number;
}

/** Adds the option that says when a reply is slow. */
export function addSlowOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--slow <ms>',
      'a reply that took longer is a finding (default: 5000; in the viewer, as set there)',
    ).argParser(parseSlow),
  );
}

/** Adds the options that say what of a transcript is given. */
export function addContentOptions(command: Command): Command {
  return addSlowOption(command)
    .addOption(new Option('--filter <query>', 'only the lines that match').argParser(parseFilter))
    .option('--marks', 'time, TLS mark and phase in front, and events between the lines', false)
    .option('--reveal', 'show passwords and other secrets', false);
}

/** Reads milliseconds into microseconds. Throws commander's error for a wrong number. */
export function parseSlow(text: string): number {
  const milliseconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || milliseconds <= 0 || milliseconds > LONGEST_SLOW_MS) {
    throw new InvalidArgumentError('Write milliseconds, as in --slow 500.');
  }
  return Math.round(milliseconds * 1_000);
}

/** Reads a port; 0 is allowed. Throws commander's error for a wrong one. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  }
  return port;
}

/** Reads a file that says what kind of server the built-in one is. Throws commander's error for a wrong one. */
export function readBuiltIn(path: string): BuiltInSettings {
  try {
    return parseBuiltInFile(readFileSync(path, 'utf8'), path);
  } catch (error) {
    throw new InvalidArgumentError(describeFailure(error));
  }
}

/** Reads an address, a network or a range of addresses. Throws commander's error for a wrong one. */
export function parseNetwork(text: string): string {
  const reading = readNetwork(text);
  if (!reading.ok) throw new InvalidArgumentError(reading.text);
  return reading.network.text;
}

/** Reads connections a minute: `30`, or `30/min`. Throws commander's error for a wrong number. */
export function parseRate(text: string): number {
  const [, digits] = /^(\d{1,9})(?:\/min)?$/.exec(text) ?? [];
  const rate = Number(digits);
  if (digits === undefined || rate < 1 || rate > HIGHEST_RATE) {
    throw new InvalidArgumentError(`Connections a minute are a number from 1 to ${HIGHEST_RATE}, like 30.`);
  }
  return rate;
}

/** Reads `host`, `host:port`, `[::1]:port` or `built-in`. Throws commander's error for a wrong one. */
export function parseUpstream(text: string): ListenerSettings['upstream'] {
  return text === BUILT_IN ? BUILT_IN : parseServer(text);
}

/** Reads `host`, `host:port` or `[::1]:port`. Throws commander's error for a wrong one. */
export function parseServer(text: string): HostAndPort {
  const server = parseHostAndPort(text);
  if (server === null) throw new InvalidArgumentError('Name the server as HOST, HOST:PORT or [IPv6]:PORT.');
  return server;
}

/** Reads a session's number. Throws commander's error for a wrong one. */
export function parseSession(text: string): number {
  const session = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(session) || session < 1) {
    throw new InvalidArgumentError('A session is a number from 1 on.');
  }
  return session;
}

/** Reads a time in seconds, a day at most. Throws commander's error for a wrong one. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400)) throw new InvalidArgumentError('Name a number of seconds.');
  return seconds;
}

/** Reads `3,7`: two sessions' numbers. Throws commander's error for anything else. */
export function parseSessions(text: string): readonly [number, number] {
  const [left, right, ...more] = text.split(',');
  if (left === undefined || right === undefined || more.length > 0) {
    throw new InvalidArgumentError('Name two sessions by their numbers: 3,7.');
  }
  return [parseSession(left), parseSession(right)];
}

/** Reads a query. Throws commander's error for a wrong one, with the place marked. */
export function parseFilter(text: string): Query {
  const parsed = parseQuery(text);
  if (parsed.ok) return parsed.query;
  const { problem } = parsed;
  throw new InvalidArgumentError(
    `\n  ${text}\n  ${' '.repeat(problem.position)}^\n${problem.text} ${problem.remedy}`,
  );
}
