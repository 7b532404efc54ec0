import type { ConversationScript, Said } from '../../support/conversation-script.ts';

/** A conversation as RFCs write it: `C: ` and `S: ` in front of each line; what is behind `C: ` goes with CRLF. */
export function conversation({ raw: [text = ''] }: TemplateStringsArray): ConversationScript {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line): Said[] => {
    const [, who, words = ''] = /^([CS]):\s?(.*)$/.exec(line) ?? [];
    if (who === undefined) return [];
    return [[who === 'C' ? 'c' : 's', `${words}\r\n`]];
  });
}

/** An example, and what follows from it. */
export interface Example {
  readonly script: ConversationScript;
  /** Each command and the code that answered it, in the order of the answers. */
  readonly exchanges: readonly string[];
  /** Each message: sender, recipients with codes, code. */
  readonly messages?: readonly string[];
  /** What is true of the example: RFCs have their habits too. */
  readonly findings?: readonly string[];
}
