import { clause, type Clause } from './explanation.ts';
import { rfc } from './reference.ts';

const PROTOCOL = rfc(3463, '3.6');
const CONTENT = rfc(3463, '3.7');
const UTF8 = rfc(6531, '4.2');

/** Enhanced codes about the protocol and the content, by subject and detail. */
export const CONTENT_CODES: readonly (readonly [string, Clause])[] = [
  ['5.0', clause('something is the matter with the protocol', PROTOCOL)],
  ['5.1', clause('the command is not known, or not allowed at this moment', PROTOCOL)],
  ['5.2', clause('the command is not written correctly', PROTOCOL)],
  ['5.3', clause('there are too many recipients', PROTOCOL)],
  ['5.4', clause('the arguments of the command are not valid', PROTOCOL)],
  ['5.5', clause('the two sides speak different versions of the protocol', PROTOCOL)],
  ['5.6', clause('a line of the login is too long', rfc(4954, '6'))],

  ['6.0', clause('something is the matter with the content', CONTENT)],
  ['6.1', clause('this kind of content is not supported', CONTENT)],
  ['6.2', clause('the content would have to be converted, which is forbidden', CONTENT)],
  ['6.3', clause('the content would have to be converted, which is not possible', CONTENT)],
  ['6.4', clause('the content has been converted, and something was lost', CONTENT)],
  ['6.5', clause('the content could not be converted', CONTENT)],
  ['6.6', clause('the content could not be fetched from where it is', rfc(4468, '5'))],
  ['6.7', clause('addresses beyond ASCII are not allowed here', UTF8)],
  ['6.8', clause('the answer would need UTF-8, which the client did not allow', UTF8)],
  ['6.9', clause('headers in UTF-8 cannot reach every recipient', UTF8)],
  ['6.10', clause('the answer would need UTF-8, as an outdated code says', UTF8)],
];
