import { Buffer } from 'node:buffer';
import { offers, type Offer } from '../../smtp/capabilities.ts';
import { splitLine } from '../reply-lines.ts';

/**
 * Parameters of MAIL and RCPT that belong to an extension, and may be left out where a server does not have it: an
 * announced length (RFC 1870), who submitted it (RFC 4954), 8-bit content (RFC 6152), and what is wanted of delivery reports,
 * which a server without them is handed mail without (RFC 3461 section 5.2.2).
 */
const PARAMETERS: readonly (readonly [extension: string, parameter: RegExp])[] = [
  ['SIZE', /[ \t]+SIZE=\S*/i],
  ['AUTH', /[ \t]+AUTH=\S*/i],
  ['8BITMIME', /[ \t]+BODY=(?:7BIT|8BITMIME)(?=[ \t]|$)/i],
  ['DSN', /[ \t]+(?:RET|ENVID|NOTIFY|ORCPT)=\S*/gi],
];

/**
 * MAIL or RCPT as a server takes it that offers this, where the client goes by what another one offered. What cannot be left
 * out stays, to be refused. The same bytes where nothing is to be left out; null, and nobody can know what is.
 */
export function fitToOffer(line: Buffer, offer: Offer): Buffer {
  const { text, ending } = splitLine(line);
  if (offer === null || !/^(?:MAIL|RCPT)[ \t]/i.test(text)) return line;
  const fitted = PARAMETERS.reduce(
    (words, [extension, parameter]) =>
      offers(offer, extension) === true ? words : words.replace(parameter, ''),
    text,
  );
  return fitted === text ? line : Buffer.from(fitted + ending, 'latin1');
}
