import { Buffer } from 'node:buffer';
import { decodeForDisplay } from '../smtp/decode.ts';
import type { Message } from './hooks.d.ts';
import { wireText } from './line-text.ts';

/** A line of a header section, or several that belong together (RFC 5322 section 2.2.3), with what ends them. */
interface Field {
  /** Empty where the line is no field. */
  readonly name: string;
  /** Each character the byte of its number. */
  readonly lines: string;
}

/** Characters that a header field's name is made of (RFC 5322 section 2.2). */
const NAME = /^[\x21-\x39\x3b-\x7e]+$/;

/** A message as authors of hooks see it. What they leave alone stays as it came, byte for byte. */
export class AuthoredMessage implements Message {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** {@link Message.text} */
  get text(): string {
    return decodeForDisplay(this.bytes).text;
  }

  /** {@link Message.headers} */
  get headers(): Message['headers'] {
    return this.#parts().fields.flatMap(({ name, lines }) =>
      name === '' ? [] : [{ name, value: valueOf(lines) }],
    );
  }

  /** {@link Message.header} */
  header(name: string): string | undefined {
    const found = this.#parts().fields.find((field) => isNamed(field, name));
    return found === undefined ? undefined : valueOf(found.lines);
  }

  /** {@link Message.withHeader}. Throws a TypeError for what cannot stand in a header. */
  withHeader(name: string, value: string): AuthoredMessage {
    if (typeof name !== 'string' || !NAME.test(name)) {
      throw new TypeError(`${JSON.stringify(name)} is no name of a header field`);
    }
    if (typeof value !== 'string' || /[\r\n\0]/.test(value)) {
      throw new TypeError(`The value of ${name} has to be text without line breaks`);
    }
    const { fields, rest } = this.#parts();
    const field = { name, lines: `${name}: ${wireText(value)}\r\n` };
    const first = fields.findIndex((each) => isNamed(each, name));
    if (first === -1) return made([field, ...fields], rest);
    const kept = fields.flatMap((each, at) => (at === first ? [field] : isNamed(each, name) ? [] : [each]));
    return made(kept, rest);
  }

  /** {@link Message.withoutHeader} */
  withoutHeader(name: string): AuthoredMessage {
    const { fields, rest } = this.#parts();
    return made(
      fields.filter((field) => !isNamed(field, name)),
      rest,
    );
  }

  /** The header section by its fields, and all that stands behind them. */
  #parts(): { readonly fields: readonly Field[]; readonly rest: string } {
    const all = Buffer.from(this.bytes).toString('latin1');
    const end = /^\r?\n|\n\r?\n/.exec(all);
    // The line end that ends the last field is that field's.
    const at = end === null ? all.length : end.index + (end[0].startsWith('\n') && end.index > 0 ? 1 : 0);
    const fields = (all.slice(0, at).match(/[^\n]*(?:\n|$)(?:[ \t][^\n]*(?:\n|$))*/g) ?? []).filter(
      (lines) => lines !== '',
    );
    return {
      fields: fields.map((lines) => ({
        name: /^([\x21-\x39\x3b-\x7e]+)[ \t]*:/.exec(lines)?.[1] ?? '',
        lines,
      })),
      rest: all.slice(at),
    };
  }
}

function isNamed(field: Field, name: string): boolean {
  return field.name !== '' && field.name.toLowerCase() === name.toLowerCase();
}

/** Without the name, and in one line. */
function valueOf(lines: string): string {
  const value = lines
    .slice(lines.indexOf(':') + 1)
    .replaceAll(/\r?\n/g, '')
    .trim();
  return decodeForDisplay(Buffer.from(value, 'latin1')).text;
}

function made(fields: readonly Field[], rest: string): AuthoredMessage {
  return new AuthoredMessage(Buffer.from(fields.map(({ lines }) => lines).join('') + rest, 'latin1'));
}
