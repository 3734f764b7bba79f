/** One process of the check: prints the ratio of one pair. Its arguments are the name and the number of rounds. */
import { measureRatio } from './measure.ts';

const [, , name = '', rounds] = process.argv;
process.stdout.write(String(await measureRatio(name, Number(rounds))));
