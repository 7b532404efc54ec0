/**
 * Where in a JSON text something stands: what JSON.parse does not tell, and what somebody who mends a file by hand has to
 * know.
 */

/** A place in a text file, as editors count: from 1. */
export interface FilePlace {
  readonly line: number;
  readonly column: number;
}

/** A key or an index, from the outside inwards. */
export type JsonPath = readonly (string | number)[];

/** The line and column of a place in a text; `at` in UTF-16 code units, from 0. */
export function placeInText(text: string, at: number): FilePlace {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return { line, column: at - before.lastIndexOf('\n') };
}

/**
 * Where the value at a path begins in a text that JSON.parse takes; of a path that leads nowhere, where its last part that
 * exists begins.
 */
export function placeOfValue(text: string, path: JsonPath): FilePlace {
  const scanner = new Scanner(text);
  scanner.skipBlanks();
  for (const part of path) {
    const at = scanner.at;
    if (!scanner.enter(part)) {
      scanner.at = at;
      break;
    }
  }
  return placeInText(text, scanner.at);
}

/** A stretch of a text: UTF-16 code units from the first up to and without `to`. */
export interface TextSpan {
  readonly from: number;
  readonly to: number;
}

/** A value in an array or an object, and where it stands. */
export interface PlacedValue {
  /** Its key, or its place from 0. */
  readonly key: string | number;
  readonly span: TextSpan;
}

/** An array or an object, and what is in it. */
export interface PlacedValues {
  /** Its brackets included. */
  readonly span: TextSpan;
  readonly values: readonly PlacedValue[];
}

/** What the array or object at a path of a sound JSON text holds; null where there is neither. */
export function valuesAt(text: string, path: JsonPath): PlacedValues | null {
  const scanner = new Scanner(text);
  scanner.skipBlanks();
  for (const part of path) if (!scanner.enter(part)) return null;
  return scanner.values();
}

/** Walks over a sound JSON text. */
class Scanner {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Goes to the value of a key or an index, within the value that begins here. False where there is none. */
  enter(part: string | number): boolean {
    const isObject = this.#text[this.at] === '{';
    if (!isObject && this.#text[this.at] !== '[') return false;
    this.at += 1;
    for (let index = 0; ; index += 1) {
      this.skipBlanks();
      if (this.#text[this.at] === '}' || this.#text[this.at] === ']') return false;
      const key = isObject ? this.#key() : index;
      if (key === part) return true;
      this.#skipValue();
      this.skipBlanks();
      if (this.#text[this.at] !== ',') return false;
      this.at += 1;
    }
  }

  /** What the value that begins here holds; null where it is neither an array nor an object. Goes behind it. */
  values(): PlacedValues | null {
    const from = this.at;
    const isObject = this.#text[this.at] === '{';
    if (!isObject && this.#text[this.at] !== '[') return null;
    const values: PlacedValue[] = [];
    do {
      this.at += 1;
      this.skipBlanks();
      if (this.#text[this.at] === '}' || this.#text[this.at] === ']') break;
      const key = isObject ? this.#key() : values.length;
      const begin = this.at;
      this.#skipValue();
      values.push({ key, span: { from: begin, to: this.at } });
      this.skipBlanks();
    } while (this.#text[this.at] === ',');
    this.at += 1;
    return { span: { from, to: this.at }, values };
  }

  skipBlanks(): void {
    while (/\s/.test(this.#text[this.at] ?? '')) this.at += 1;
  }

  #key(): string {
    const from = this.at;
    this.#skipString();
    const key: unknown = JSON.parse(this.#text.slice(from, this.at));
    this.skipBlanks();
    this.at += 1;
    this.skipBlanks();
    return String(key);
  }

  #skipValue(): void {
    let depth = 0;
    do {
      const sign = this.#text[this.at];
      if (sign === undefined) return;
      if (sign === '"') {
        this.#skipString();
        continue;
      }
      if (sign === '{' || sign === '[') depth += 1;
      else if (sign === '}' || sign === ']') depth -= 1;
      if (depth === 0 && sign !== '}' && sign !== ']') {
        this.#skipScalar();
        return;
      }
      this.at += 1;
    } while (depth > 0);
  }

  #skipScalar(): void {
    while (!/[\s,\]}]|^$/.test(this.#text[this.at] ?? '')) this.at += 1;
  }

  #skipString(): void {
    this.at += 1;
    while (this.at < this.#text.length && this.#text[this.at] !== '"') {
      this.at += this.#text[this.at] === '\\' ? 2 : 1;
    }
    this.at += 1;
  }
}
