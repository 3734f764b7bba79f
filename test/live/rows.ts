/**
 * The rows of the specification's table of checks against a real httpbin and raw servers, by the file that tests them: R
 * for requests, G for grequests, U for faults that undici or requests once had. A test has the number in its title.
 */
const FILES: Readonly<Record<string, string>> = {
  'live/sending.test.ts': 'R1 R2 R3 R4 R5 R6 R7 R8 R9 R10 R11 R13 R14 R15 R16 R55 U13',
  'live/redirects.test.ts': 'R17 R18 R19 R21 R22 R23 R52 U7',
  'live/cookies-and-auth.test.ts': 'R24 R25 R26 R27 R28 R29 R30 R32 U16',
  'live/responses.test.ts': 'R33 R42 R43 R44 R45 R47 R48 R49 R50 R51 U4 U5 U14',
  'live/failures.test.ts': 'R34 R35 R38 R39 R40 R41 R54 U3 U10',
  'live/batches.test.ts': 'G1 G2 G3 G4 G5 G6 G7 G8 G10 G12 G13 G14 G15 G16',
  'live/many.test.ts': 'G19',
  'live/dispatchers.test.ts': 'U11',
  'http/isolation.test.ts': 'U9',
};

/** The file of each row, from `test`. */
export const ROWS: ReadonlyMap<string, string> = new Map(
  Object.entries(FILES).flatMap(([file, rows]) => rows.split(' ').map((row) => [row, file] as const)),
);
