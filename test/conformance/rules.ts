/**
 * The normalising rules of the ports that are 'adapted': each is applied to gevent's output and to ours, and the results
 * must be equal. A rule takes away what cannot be the same in another language, and nothing else.
 */
export const rules = {
  /** The text of a `Timeout`: seconds there, milliseconds here; the text of an error within ours begins with its class. */
  timeoutTexts: (text: string): string =>
    text
      .replaceAll(/(\d+(?:\.\d+)?) seconds?\b/g, (_match, seconds: string) => `${Number(seconds) * 1000} ms`)
      .replaceAll(/( ms: )\w*Error: /g, '$1'),

  /**
   * The errors of the library for a bad call: a ValueError or AssertionError there, a RangeError or MisuseError here,
   * and each with a text of its own, up to the end of the line.
   */
  libraryErrors: (text: string): string =>
    text
      .replaceAll(/\b(?:Value|Assertion|Range|Misuse)Error\b/g, 'BadCall')
      .replaceAll(/\b(BadCall|TypeError|Empty|Full|close\(\) is final:)(?: [^|\n]*)?$/gm, '$1'),

  /** `LoopExit`: ours says more, and lists the blocked greenlets below. */
  loopExitTexts: (text: string): string =>
    text.replaceAll(/(This operation would block forever)[^\n]*(?:\n {2}[^\n]*)*/g, '$1'),
} as const;

/** The name of a rule. */
export type RuleName = keyof typeof rules;
