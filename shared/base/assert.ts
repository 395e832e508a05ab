/** Bugs are asserted, never returned: an `AssertionFailure` crosses a wire as a bare `internal` fault. */
export class AssertionFailure extends Error {
  override name = 'AssertionFailure';
}

/** Throws an `AssertionFailure` unless `condition` holds. The message names the broken promise and never a patient. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** Closes a switch: a new member of a union does not compile until every switch over it says what to do. */
export function assertNever(value: never): never {
  throw new AssertionFailure(`unexpected value of type ${typeof value}`);
}

/** The value, or an `AssertionFailure` where the code promises that it is there. */
export function must<T>(value: T | null | undefined, message: string): T {
  assert(value !== null && value !== undefined, message);
  return value;
}
