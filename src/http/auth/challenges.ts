/**
 * Challenges: the value of a WWW-Authenticate header, which may hold several schemes with their parameters.
 *
 * RFC 9110, 11.3: a comma separates parameters as well as challenges, and may stand in quotes. requests takes all that
 * follows the first `Digest ` for its parameters.
 */

/** One challenge. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** By their names in lower case, without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

// A parameter is `name=value`; a scheme is a token that no `=` follows.
const ITEM = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/gy;
const SPACE = /[\s,]*/y;

/** The challenges of a header, in order. What cannot be read ends the list. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let parameters: Map<string, string> | null = null;
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    SPACE.exec(header);
    ITEM.lastIndex = SPACE.lastIndex;
    const item = ITEM.exec(header);
    if (item === null) return challenges;
    at = ITEM.lastIndex;
    const [, name, quoted, plain] = item as unknown as [string, string, string | undefined, string | undefined];
    if (quoted === undefined && plain === undefined) {
      parameters = new Map();
      challenges.push({ scheme: name.toLowerCase(), parameters });
    } else {
      parameters?.set(name.toLowerCase(), quoted === undefined ? plain! : quoted.replace(/\\(.)/g, '$1'));
    }
  }
}
