/** The program was called in a way that makes no sense. The message says how to call it, in a sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
