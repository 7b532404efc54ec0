/** An event that a listener can prevent. */
export interface Cancellable {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/** Makes one that nobody has prevented yet. */
export function cancellable(): Cancellable {
  let prevented = false;
  return {
    get defaultPrevented() {
      return prevented;
    },
    preventDefault() {
      prevented = true;
    },
  };
}
