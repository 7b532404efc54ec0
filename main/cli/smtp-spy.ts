#!/usr/bin/env node
import { Command, Help, Option } from 'commander';
import { VERSION } from '../version.ts';
import {
  addContentOptions,
  addDataOption,
  addBuiltInOption,
  addKeyLogOption,
  addFolderOptions,
  addKeepOptions,
  addPrintOptions,
  addSlowOption,
  parsePort,
  parseSeconds,
  parseServer,
  parseSession,
  parseSessions,
} from './arguments.ts';
import {
  exportAuthority,
  renewAuthority,
  showAuthority,
  type AuthorityArguments,
  type ExportAuthorityArguments,
} from './certificate-authority.ts';
import { diagram, DIAGRAM_FORMATS, type DiagramArguments } from './diagram.ts';
import { EXPORT_FORMATS } from '../../app/transcript/export-format.ts';
import { exportFiles, type ExportArguments } from './export.ts';
import { diff, type DiffArguments } from './diff.ts';
import { describeFailure } from './failure-words.ts';
import { hooks, type HooksCommandArguments } from './hooks.ts';
import { hooksOption } from './hooks-option.ts';
import { listen, type ListenArguments } from './listen.ts';
import { addListenerOptions } from './listener-options.ts';
import { needAnyFile } from './named-files.ts';
import { open, type OpenArguments } from './open.ts';
import { replay, type ReplayArguments } from './replay.ts';
import { serve, type ServeArguments } from './serve.ts';
import { sessions, type SessionsArguments } from './sessions.ts';
import { rules, type RulesCommandArguments } from './rules.ts';
import { readRulesFile, rulesOption } from './rules-file.ts';
import { show, type ShowArguments } from './show.ts';
import { UsageError } from './usage-error.ts';

/** Exit codes: 0 fine, 1 a failure that is explained on stderr, 2 wrong usage. */
const WRONG_USAGE = 2;

const FILES =
  'show what these session files, packet captures, transcripts and mails, or this capture folder, hold';

const program = new Command('smtp-spy')
  .description(
    'Watch an SMTP conversation line by line while it passes between a mail client and a mail server.',
  )
  .version(VERSION)
  .showHelpAfterError('(smtp-spy --help tells more)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : WRONG_USAGE))
  .configureHelp({ showGlobalOptions: false, optionDescription: describeOption });

addSlowOption(addRelayOptions(program.command('open', { isDefault: true }).argument('[file...]', FILES)))
  .description('open the desktop window; without Electron or a display, the viewer in a browser')
  .action((files: string[], options: OpenArguments) => end(onFiles(files, () => open(options, files))));

addSlowOption(addRelayOptions(program.command('serve').argument('[file...]', FILES)))
  .description('serve the viewer to a browser on this machine, and print its address')
  .addOption(
    new Option('--viewer-port <number>', 'the port of the viewer; 0: any free port')
      .default(0)
      .argParser(parsePort),
  )
  .action((files: string[], options: ServeArguments) =>
    end(onFiles(files, () => serve(options, files, (url) => process.stdout.write(`${url}\n`)))),
  );

addPrintOptions(addRelayOptions(program.command('listen')))
  .description('print conversations as they pass: transcript on stdout, everything else on stderr')
  .addHelpText(
    'after',
    `
Examples:
  smtp-spy listen                                    the built-in server answers
  smtp-spy listen --upstream mail.example.com:587    relay to a real one, and print
  smtp-spy listen --once --filter 'code:>=400'       only what is refused, in one conversation`,
  )
  .option('--explain', 'behind each line what it means, and what was found with it', false)
  .option('--once', 'one conversation, then exit', false)
  .option('--save <file>', 'also write the transcript to a file')
  .action((options: ListenArguments) => end(listen(options)));

addPrintOptions(
  addFolderOptions(
    program
      .command('show')
      .argument(
        '[file...]',
        'session files, capture folders, packet captures, transcripts or mails; without one, what was recorded',
      ),
  ),
)
  .description('print saved conversations')
  .addHelpText(
    'after',
    `
Examples:
  smtp-spy show --explain --session 7        one of them: what each line means, and what to do
  smtp-spy show --filter 'subject:4711'      those with these words in the subject
  smtp-spy show --explain mail.pcap          what a packet capture holds`,
  )
  .addOption(
    new Option('--session <number>', 'only this one, by its number in smtp-spy sessions').argParser(
      parseSession,
    ),
  )
  .option('--explain', 'behind each line what it means, and what was found with it', false)
  .addOption(
    new Option('--rules <file>', 'tell what these rules would have done, without sending anything').argParser(
      readRulesFile,
    ),
  )
  .action((files: string[], options: ShowArguments) => end(show(files, options)));

addContentOptions(
  program
    .command('export')
    .argument('<file...>', 'session files, capture folders, packet captures, transcripts or mails'),
)
  .description('write saved conversations into a file: as text, for Wireshark, as mail, or as a page')
  .addOption(new Option('--format <form>', 'form of the file').choices(EXPORT_FORMATS).default('text'))
  .option('--out <path>', 'the file, or with eml the folder; without it, to stdout')
  .action((files: string[], options: ExportArguments) => end(exportFiles(files, options)));

program
  .command('replay')
  .argument('<file>', 'a session file, a capture folder, or a packet capture')
  .description('say a session’s client side again to a server, and compare its replies')
  .addOption(new Option('--to <host[:port]>', 'the server').argParser(parseServer).makeOptionMandatory())
  .addOption(
    new Option('--session <number>', 'which session, where there are several').argParser(parseSession),
  )
  .addOption(
    new Option('--timeout <seconds>', 'how long the server may take for each of its replies')
      .default(300)
      .argParser(parseSeconds),
  )
  .addOption(
    new Option('--security <mode>', 'auto: TLS as the client took it up, and on port 465')
      .choices(['auto', 'plain', 'tls'])
      .default('auto'),
  )
  .option('--insecure', 'go on when the server’s certificate does not verify', false)
  .option('--crlf', 'end every line with CRLF, also where the client did not', false)
  .option('--login', 'say AUTH again too, with the recorded credentials', false)
  .option('--exact', 'replies must have the same words, not only the same code', false)
  .option('--reveal', 'show passwords and other secrets', false)
  .action((file: string, options: ReplayArguments) => end(replay(file, options)));

program
  .command('diff')
  .argument('<file>', 'a session file, a capture folder, or a packet capture')
  .argument('<other>', 'another one, or the same')
  .description('compare two sessions, step by step')
  .addOption(
    new Option('--sessions <number,number>', 'which sessions, where there are several').argParser(
      parseSessions,
    ),
  )
  .option('--exact', 'replies must have the same words, not only the same code', false)
  .option('--reveal', 'show passwords and other secrets', false)
  .action((file: string, other: string, options: DiffArguments) => end(diff([file, other], options)));

addKeepOptions(addFolderOptions(program.command('sessions')))
  .description('list the conversations of the capture folder, or take away the oldest')
  .option(
    '--prune',
    'take away what is more than --keep, or older than --keep-for, instead of listing',
    false,
  )
  .addOption(new Option('--format <form>', 'form of the output').choices(['text', 'jsonl']).default('text'))
  .action((options: SessionsArguments) => end(sessions(options)));

program
  .command('rules')
  .argument('[file]', 'a rules file: what its rules do, or what is wrong with them')
  .description('check and explain a rules file; without one, list the rules that come with the program')
  .option('--schema', 'print the JSON Schema of rules files, for editors', false)
  .option(
    '--presets',
    'print a rules file with the rules that come with the program, all switched off',
    false,
  )
  .action((path: string | undefined, options: RulesCommandArguments) => end(rules(path, options)));

program
  .command('hooks')
  .argument('[file]', 'a hooks file: which hooks it has, or why it cannot be loaded')
  .description('check a hooks file, or print what one is written with')
  .option('--example', 'print a hooks file to begin with', false)
  .option('--types', 'print what hooks get and may return, as TypeScript declares it', false)
  .action((path: string | undefined, options: HooksCommandArguments) => end(hooks(path, options)));

program
  .command('diagram')
  .description('draw how a dialogue moves: the table that the program itself runs on')
  .addOption(new Option('--format <form>', 'form of the picture').choices(DIAGRAM_FORMATS).default('mermaid'))
  .option('--out <file>', 'where the picture goes; without it, to stdout')
  .action((options: DiagramArguments) => end(diagram(options)));

const authority = program
  .command('ca')
  .description('show, export or renew the certificate authority that clients have to trust to read TLS');
addDataOption(authority.command('show', { isDefault: true }))
  .description('what it is, where it lies, and how to trust it')
  .allowExcessArguments()
  .action((options: AuthorityArguments, { args: [word] }: Command) =>
    word === undefined
      ? end(showAuthority(options))
      : authority.error(`error: ca has no command “${word}”: it has show, export and renew`),
  );
addDataOption(authority.command('export'))
  .description('its certificate (PEM), without its key')
  .option('--out <file>', 'where the certificate goes; without it, to stdout')
  .action((options: ExportAuthorityArguments) => end(exportAuthority(options)));
addDataOption(authority.command('renew'))
  .description('make a new one; clients that trusted the old one have to be told anew')
  .action((options: AuthorityArguments) => end(renewAuthority(options)));

for (const command of program.commands) {
  command.showHelpAfterError(`(smtp-spy ${command.name()} --help tells more)`);
}

await program.parseAsync();

/** As commander does it, but for what goes without saying: a switch is off until it is named. */
function describeOption(option: Option): string {
  return new Help().optionDescription(option).replace(/ \(default: false\)$/, '');
}

/** Runs a command that shows files, if any are named, where there are such files. */
async function onFiles(files: readonly string[], run: () => Promise<number>): Promise<number> {
  await needAnyFile(
    files,
    program.commands.map((command) => command.name()),
  );
  return run();
}

/** What the commands that relay have in common. */
function addRelayOptions(command: Command): Command {
  addKeepOptions(addFolderOptions(addBuiltInOption(addKeyLogOption(addListenerOptions(command)))));
  return command
    .optionsGroup('What is done to conversations:')
    .addOption(rulesOption())
    .addOption(hooksOption())
    .optionsGroup('More:');
}

/** Ends the program with the code, or with words for what went wrong. */
async function end(running: Promise<number>): Promise<void> {
  try {
    process.exitCode = await running;
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = error instanceof UsageError ? WRONG_USAGE : 1;
  }
}
