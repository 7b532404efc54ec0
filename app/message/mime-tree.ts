import type { PartHead, PartListener } from '../smtp/mime-parts.ts';
import type { MimePart } from './parsed-message.ts';

interface OpenPart extends MimePart {
  size: number;
  readonly parts: OpenPart[];
}

/** Makes the structure of a message (RFC 2046) of its parts: types, names, encodings and sizes, and nothing of what is in them. */
export class MimeTreeMaker implements PartListener {
  /** The parts that have begun, the innermost last. */
  readonly #open: OpenPart[] = [];
  #root: MimePart = newPart(null);

  /** What has begun so far; sizes stand when the parts have ended. */
  get tree(): MimePart {
    return this.#root;
  }

  /** {@link PartListener} */
  begin(head: PartHead): void {
    const part = newPart(head);
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = part;
    else parent.parts.push(part);
    this.#open.push(part);
  }

  /** {@link PartListener} */
  end(size: number): void {
    const part = this.#open.pop();
    if (part !== undefined) part.size = size;
  }
}

function newPart(head: PartHead | null): OpenPart {
  return {
    type: head?.type ?? 'text/plain',
    name: head?.name ?? '',
    charset: head?.charset ?? '',
    encoding: head?.encoding ?? '7bit',
    size: 0,
    parts: [],
  };
}
