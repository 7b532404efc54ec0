import { writeFile } from 'node:fs/promises';
import { drawDot } from '../../app/smtp/state-machine/dot.ts';
import { drawMermaid } from '../../app/smtp/state-machine/mermaid.ts';
import { drawSvg } from '../../app/smtp/state-machine/svg.ts';
import { outputTo } from './output.ts';

/** What `diagram` is called with. */
export interface DiagramArguments {
  readonly format: keyof typeof DRAWINGS;
  /** Where the picture goes; without it, to stdout. */
  readonly out?: string;
}

const DRAWINGS = { mermaid: drawMermaid, dot: drawDot, svg: drawSvg } as const;

/** The forms in which the state machine can be drawn. */
export const DIAGRAM_FORMATS = Object.keys(DRAWINGS);

/** Draws the state machine that the program itself runs on. Resolves to the exit code; rejects as writing a file does. */
export async function diagram({ format, out }: DiagramArguments): Promise<number> {
  const picture = DRAWINGS[format]();
  if (out !== undefined) {
    await writeFile(out, picture);
    return 0;
  }
  const output = outputTo(process.stdout);
  await output.write(picture);
  await output.end();
  return 0;
}
