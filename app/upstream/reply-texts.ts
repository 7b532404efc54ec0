import type { Reply } from './reply.ts';

/**
 * What a server says in other words than the built-in server's own. Keys: a stage with a code (`RCPT 550`), a stage alone
 * (`greeting`, `EHLO`, `MAIL`, `content`), which stands for its yes, or a code alone (`250`). The closest key counts.
 */
export type ReplyTexts = ReadonlyMap<string, string>;

/** Texts from several places: where one has words for a reply, those behind it are not asked. */
export type LayeredTexts = readonly ReplyTexts[];

/** What a text may name, in braces. */
export interface TextFacts {
  /** The server's name. */
  readonly name: string;
  /** The name by which the client said hello; empty before. */
  readonly client: string;
  /** The address in the command, with its angle brackets; empty where there is none. */
  readonly address: string;
  /** Now. */
  readonly date: Date;
  /** Something that servers number messages by. */
  readonly id: string;
}

/** The reply in the words of the texts, if they have any for it. Capabilities and other lines behind the first stay. */
export function inWordsOf(layers: LayeredTexts, stage: string, reply: Reply, facts: TextFacts): Reply {
  const [text] = layers.flatMap((texts) => closest(texts, stage, reply.code) ?? []);
  if (text === undefined) return reply;
  const said = withFacts(text, facts);
  const [, ...rest] = reply.texts;
  // A text that brings its own enhanced code (RFC 3463) does not get another.
  const enhanced = /^[245]\.\d{1,3}\.\d{1,3} /.test(said) ? null : reply.enhanced;
  return { ...reply, enhanced, texts: [said, ...rest] };
}

function closest(texts: ReplyTexts, stage: string, code: number): string | undefined {
  const yes = code < 400 ? texts.get(stage) : undefined;
  return texts.get(`${stage} ${code}`) ?? yes ?? texts.get(String(code));
}

/** The parts in braces that a text may have. */
const TEXT_FACTS = [
  'name',
  'client',
  'address',
  'date',
  'id',
] as const satisfies readonly (keyof TextFacts)[];

function withFacts(text: string, facts: TextFacts): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, key: string) => {
    const fact = TEXT_FACTS.find((each) => each === key);
    if (fact === undefined) return whole;
    return fact === 'date' ? mailDate(facts.date) : facts[fact];
  });
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A date as mail has it, in the machine's own time (RFC 5322 section 3.3): `Mon, 28 May 2001 03:48:20 +1200`. */
export function mailDate(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${DAYS[date.getDay()] ?? ''}, ${date.getDate()} ${MONTHS[date.getMonth()] ?? ''} ${date.getFullYear()}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  return `${day} ${time} ${zone}`;
}
