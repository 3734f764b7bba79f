/**
 * What the events of a recording are about: greenlets, and objects that are waited for. None is kept alive by it.
 */
import { Greenlet } from '../greenlet/greenlet.ts';
import { Kill, MassKill } from '../greenlet/kill.ts';
import { RawGreenlet } from '../greenlet/raw-greenlet.ts';
import { Runnable } from '../hub/runnable.ts';
import type { Traced } from '../hub/tracer.ts';

/** The name of a greenlet to which nobody has given another. */
const NUMBERED = /^(?:Raw)?Greenlet-\d+$/;

function bodyNameOf(greenlet: Traced): string {
  if (!(greenlet instanceof Greenlet || greenlet instanceof RawGreenlet)) return '';
  return greenlet.bodyName.replace(/^(?:bound )+/, '');
}

/** A greenlet as a recorder knows it. */
export class KnownGreenlet {
  readonly id: number;
  parent: KnownGreenlet | null;
  /** The number of the event that gave it the processor. */
  switchIn: number | null;
  /** What its function is called; '' if it has no name, or had begun before it was first heard of. */
  private readonly bodyName: string;
  private lastName: string;
  /** The greenlet as long as it lives: it may get another name. */
  private living: Traced | null;

  constructor(greenlet: Traced, parent: KnownGreenlet | null) {
    this.id = greenlet.id;
    this.parent = parent;
    this.switchIn = null;
    this.bodyName = bodyNameOf(greenlet);
    this.lastName = '';
    this.living = greenlet;
  }

  get name(): string {
    return this.living?.name ?? this.lastName;
  }

  /** What its function is called; null if that has no name, or the greenlet has got one of its own. */
  get body(): string | null {
    return this.bodyName !== '' && NUMBERED.test(this.name) ? this.bodyName : null;
  }

  /** It has ended, and need not be kept. */
  end(): void {
    this.lastName = this.name;
    this.living = null;
  }
}

/** An object as a recorder knows it. */
export interface KnownObject {
  readonly id: number;
  readonly type: string;
  /** Its number among those of its type. */
  readonly number: number;
  /** The greenlet that it is. */
  readonly greenlet: KnownGreenlet | null;
}

/** Remembers what it has been told of, and numbers it in the order of first appearance. */
export class Things {
  private readonly greenlets: WeakMap<object, KnownGreenlet>;
  private readonly objects: WeakMap<object, KnownObject>;
  private readonly counts: Map<string, number>;
  private lastObject: number;

  constructor() {
    this.greenlets = new WeakMap();
    this.objects = new WeakMap();
    this.counts = new Map();
    this.lastObject = 0;
  }

  greenlet(greenlet: Traced): KnownGreenlet {
    let known = this.greenlets.get(greenlet);
    if (known === undefined) {
      const spawner = greenlet instanceof Greenlet ? greenlet.spawningGreenlet : null;
      known = new KnownGreenlet(greenlet, spawner === null ? null : this.greenlet(spawner));
      this.greenlets.set(greenlet, known);
    }
    return known;
  }

  /** What is waited for, if it is one thing that has an identity: not a list, a function or a kill. */
  object(subject: unknown): KnownObject | null {
    if (typeof subject !== 'object' || subject === null || Array.isArray(subject)) return null;
    if (subject instanceof Kill || subject instanceof MassKill) return null;
    let known = this.objects.get(subject);
    if (known === undefined) {
      const greenlet = subject instanceof Runnable ? this.greenlet(subject) : null;
      const type = greenlet === null ? typeOf(subject) : 'Greenlet';
      const number = (this.counts.get(type) ?? 0) + 1;
      this.counts.set(type, number);
      known = { id: ++this.lastObject, type, number, greenlet };
      this.objects.set(subject, known);
    }
    return known;
  }
}

function typeOf(object: object): string {
  const tag: unknown = Reflect.get(object, Symbol.toStringTag);
  if (typeof tag === 'string') return tag;
  const name: unknown = Object.getPrototypeOf(object)?.constructor?.name;
  return typeof name === 'string' && name !== '' ? name : 'Object';
}
