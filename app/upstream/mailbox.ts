/** Who a message is from and to, as the server accepted it (RFC 5321 section 2.3.1): addresses without brackets. */
export interface Envelope {
  readonly sender: string;
  readonly recipients: readonly string[];
}

/** What became of keeping a message. */
export type KeepResult =
  | { readonly ok: true; readonly name: string }
  | {
      readonly ok: false;
      /** There is no room. */
      readonly diskFull: boolean;
      /** Why, in a few words of ASCII. */
      readonly why: string;
    };

/** Where accepted mail is kept. */
export interface Mailbox {
  /** A message begins. */
  begin(envelope: Envelope): MailToKeep;
}

/** A message that is being kept. */
export interface MailToKeep {
  /** Takes more of it. Returns null, or a promise that resolves when it can take more: wait for that. */
  write(bytes: Uint8Array): Promise<void> | null;
  /** It is whole. Never rejects; where it resolves to a name, the message is on the disk under that name. */
  keep(): Promise<KeepResult>;
  /** It is not to be kept after all. */
  discard(): void;
}
