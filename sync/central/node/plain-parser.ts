import { setFlagsFromString } from 'node:v8';

/** No address of any memory: the parser ends at the first letter of what it is given. */
const NOWHERE = -1;
/** Which function V8 may compile a second time, by its number: none of a module's own has the number 0. */
const NO_FUNCTION = 0;
const EVERY_FUNCTION = -1;

/** The part of PostgreSQL's module that is used here. */
export interface ParserExports {
  raw_parser?: (text: number, mode: number) => number;
  __stack_pointer?: { value: number };
}

/**
 * Has V8 compile PostgreSQL's parser for good before it is used. The grammar of SQL is one function of a hundred kilobytes
 * of WebAssembly; after some statements V8 compiles it once more, and this second, slow compiler takes 600 MB for it,
 * twice what everything else in a centre takes at its busiest. All other functions are compiled again as soon as they
 * are worth it. Where V8 knows this flag no more, or the parser has another name, the store runs as well and takes that
 * memory at its start.
 */
export function keepParserPlain({ raw_parser: parse, __stack_pointer: stack }: ParserExports): void {
  if (parse === undefined || stack === undefined) return;
  const { value } = stack;
  setFlagsFromString(`--wasm-tier-up-filter=${NO_FUNCTION}`);
  try {
    // A function is compiled when it is first called. It reads its text before it writes anything, and there is none.
    parse(NOWHERE, 0);
  } catch {
    // It did not come further than that.
  } finally {
    setFlagsFromString(`--wasm-tier-up-filter=${EVERY_FUNCTION}`);
    stack.value = value;
  }
}
