/** Axes: round bounds, marks that do not collide, and how a mark is written. */
/** 1, 2 and 5 times the power of ten below `value`, and the next power. */
function roundNumbers(value: number): number[] {
  const exponent = Math.floor(Math.log10(value));
  return ['1', '2', '5', '10'].map((factor) => Number(`${factor}e${exponent}`));
}

/** The bounds of a logarithmic axis for these values: 1, 2 or 5 times a power of ten. */
export function roundBounds(low: number, high: number): [low: number, high: number] {
  const below = roundNumbers(low).filter((bound) => bound <= low);
  return [below.at(-1)!, roundNumbers(high).find((bound) => bound >= high)!];
}

/** Where a logarithmic axis is marked: the powers of ten, or with twice and five times them if those are too few. */
export function logMarks([low, high]: readonly [number, number]): number[] {
  const powers: number[] = [];
  const all: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); 10 ** exponent <= high; exponent++) {
    // 1e-3 and not 10 ** -3, which is not quite the same number.
    const marks = [1, 2, 5].map((factor) => Number(`${factor}e${exponent}`));
    const within = marks.filter((mark) => mark >= low && mark <= high);
    all.push(...within);
    powers.push(...within.filter((mark) => mark === marks[0]));
  }
  return powers.length >= 3 ? powers : all;
}

/** A mark: 10, 200, 5k, 1M. */
export function short(value: number): string {
  const [divisor, letter] = value >= 1e6 ? [1e6, 'M'] : value >= 1e3 ? [1e3, 'k'] : [1, ''];
  return Number((value / divisor).toPrecision(3)) + letter;
}
