/** What chameneos-redux is about, whoever schedules the creatures. */

/** 0 is blue, 1 is red, 2 is yellow. */
export type Colour = 0 | 1 | 2;

/** Those of the Benchmarks Game: first three, then ten. */
export const CREWS: readonly (readonly Colour[])[] = [
  [0, 1, 2],
  [0, 1, 2, 1, 2, 0, 1, 2, 1, 0],
];

/** A creature, and where it is told whom it has met. */
export class Creature<Inbox> {
  readonly id: number;
  readonly inbox: Inbox;
  private colour: Colour;
  meetings: number;
  withSelf: number;

  constructor(id: number, colour: Colour, inbox: Inbox) {
    this.id = id;
    this.inbox = inbox;
    this.colour = colour;
    this.meetings = 0;
    this.withSelf = 0;
  }

  /** What another is told: id and colour in one number. */
  get card(): number {
    return this.id * 3 + this.colour;
  }

  /** Meet the creature that has `card`: both become what neither is, or stay if they are the same. */
  meet(card: number): void {
    const other = (card % 3) as Colour;
    if (other !== this.colour) this.colour = (3 - other - this.colour) as Colour;
    this.meetings++;
    if (Math.floor(card / 3) === this.id) this.withSelf++;
  }
}

/** Where they meet: the first to come waits in its inbox. */
export class MeetingPlace<Inbox> {
  private left: number;
  private first: Creature<Inbox> | null;

  constructor(meetings: number) {
    this.left = meetings;
    this.first = null;
  }

  /** Come to meet: with whom (then both are told), null (then wait), or undefined: nobody meets any more. */
  come(creature: Creature<Inbox>): Creature<Inbox> | null | undefined {
    if (this.left === 0) return undefined;
    const { first } = this;
    this.first = first === null ? creature : null;
    if (first !== null) this.left--;
    return first;
  }
}

/** Let a crew live through its meetings. */
type Live<Inbox> = (creatures: readonly Creature<Inbox>[], place: MeetingPlace<Inbox>) => unknown;

/** How often they met, as each crew counted it: twice for each meeting. */
export interface Tally {
  readonly meetings: number[];
  readonly withSelf: number;
}

/** Both crews in turn, `n` meetings in all. */
export async function bothCrews<Inbox>(n: number, makeInbox: () => Inbox, live: Live<Inbox>): Promise<Tally> {
  const meetings: number[] = [];
  let withSelf = 0;
  for (const crew of CREWS) {
    const creatures = crew.map((colour, id) => new Creature(id, colour, makeInbox()));
    await live(creatures, new MeetingPlace<Inbox>(n / 2));
    meetings.push(creatures.reduce((sum, creature) => sum + creature.meetings, 0));
    withSelf += creatures.reduce((sum, creature) => sum + creature.withSelf, 0);
  }
  return { meetings, withSelf };
}

/** What the tally of `n` meetings is. */
export function tallyOf(n: number): Tally {
  return { meetings: [n, n], withSelf: 0 };
}
