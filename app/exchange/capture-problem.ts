/** Why a capture file could not be read, or not to its end. */
export interface CaptureProblem {
  /**
   * - `not-a-capture`: it is neither pcap nor pcapng
   * - `damaged`: what stands there cannot be; all before it has been read
   * - `truncated`: the file ends too soon; all that is whole has been read
   */
  readonly code: 'not-a-capture' | 'damaged' | 'truncated';
  /** Where reading stopped: bytes from the start of the file, or of what it unpacks to. */
  readonly offset: number;
  /** What should have stood there, to end a sentence: `a packet of 74 bytes`. */
  readonly expected: string;
  /** The file is compressed, and the offset counts bytes of what it unpacks to. */
  readonly unpacked: boolean;
}
