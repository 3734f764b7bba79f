/**
 * `greenlets/monkey/auto`: importing it calls `patchAll()`.
 *
 * gevent: `python -m gevent.monkey script`.
 */
// Kept in the declarations, where the next import is not.
import './promise-type.ts';
import { patchAll } from './index.ts';

patchAll();
