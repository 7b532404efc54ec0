import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { eventually } from './eventually.ts';
import { programPath, runProgram } from './programs.ts';
import { endProcess } from './smtp-peers.ts';

/** What tshark reads in one flow of SMTP. */
export interface FlowByTshark {
  /**
   * `> EHLO`, `< 250`: verbs and reply codes, as they follow each other. A code that follows itself stands once: a reply of
   * several lines counts for tshark as often as there are packets that end one of its lines.
   */
  readonly course: readonly string[];
  /** What stands behind the verbs. */
  readonly parameters: readonly string[];
  /** What stands behind the codes, line by line. */
  readonly replyTexts: readonly string[];
}

const FIELDS = [
  'tcp.stream',
  'smtp.req.command',
  'smtp.req.parameter',
  'smtp.response.code',
  'smtp.rsp.parameter',
] as const;

/** Stands between values of one packet, and in none of them. */
const BETWEEN = '\x1f';

/** All flows of SMTP that tshark finds in a capture. `port`: where else SMTP is spoken, besides 25 and 587. */
export async function readWithTshark(path: string, port: number = 25): Promise<readonly FlowByTshark[]> {
  const form = ['-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a', '-E', `aggregator=${BETWEEN}`];
  const { code, stdout, stderr } = await runProgram('tshark', [
    '-n',
    '-r',
    path,
    '-Y',
    'smtp',
    '-d',
    `tcp.port==${port},smtp`,
    '-o',
    'tcp.reassemble_out_of_order:TRUE',
    ...form,
    ...FIELDS.flatMap((field) => ['-e', field]),
  ]);
  if (code !== 0) throw new Error(`tshark ended with ${code}: ${stderr}`);
  const flows = new Map<string, { course: string[]; parameters: string[]; replyTexts: string[] }>();
  for (const line of stdout.split('\n').slice(0, -1)) {
    const [stream = '', verbs = '', parameters = '', codes = '', texts = ''] = line.split('\t');
    const flow = flows.get(stream) ?? { course: [], parameters: [], replyTexts: [] };
    flows.set(stream, flow);
    flow.course.push(
      ...valuesOf(verbs).map((verb) => `> ${verb}`),
      ...valuesOf(codes).map((code) => `< ${code}`),
    );
    flow.parameters.push(...valuesOf(parameters));
    flow.replyTexts.push(...valuesOf(texts));
  }
  return [...flows.values()].map((flow) => ({ ...flow, course: withoutRepeatedReplies(flow.course) }));
}

/** Reply codes that follow themselves stand once. */
export function withoutRepeatedReplies(course: readonly string[]): readonly string[] {
  return course.filter((step, at) => !step.startsWith('<') || step !== course[at - 1]);
}

function valuesOf(field: string): string[] {
  return field.split(BETWEEN).filter((value) => value !== '');
}

/** A capture that is being made. */
export interface LiveCapture {
  /** Ends it; the file is whole then. */
  stop(): Promise<void>;
}

/**
 * Captures what is said on ports of this machine, into a file, until the test is over at the latest. Null where the user
 * has not the rights to.
 */
export async function captureLoopback(
  path: string,
  ...ports: readonly number[]
): Promise<LiveCapture | null> {
  const program = programPath('tshark');
  if (program === null) throw new Error('not installed: tshark');
  const loopback = process.platform === 'linux' ? 'lo' : 'lo0';
  const child = spawn(
    program,
    ['-q', '-i', loopback, '-f', ports.map((port) => `tcp port ${port}`).join(' or '), '-w', path],
    {
      stdio: 'ignore',
    },
  );
  onTestFinished(() => endProcess(child));
  // The file has its header as soon as packets are being captured.
  const isCapturing = await eventually('a capture that begins', async () => {
    if (child.exitCode !== null) return 'not allowed';
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    return size > 0 && 'begun';
  });
  return isCapturing === 'begun' ? { stop: () => endProcess(child) } : null;
}
