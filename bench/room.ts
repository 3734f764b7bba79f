/** A section that only so many may be in at a time. */
export class Room {
  private readonly places: number;
  private inside: number;
  private entered: number;
  private crowded: boolean;

  constructor(places: number) {
    this.places = places;
    this.inside = 0;
    this.entered = 0;
    this.crowded = false;
  }

  enter(): void {
    this.entered++;
    if (++this.inside > this.places) this.crowded = true;
  }

  leave(): void {
    this.inside--;
  }

  /** How many came, and whether there were ever more than there are places. */
  get counts(): { entered: number; crowded: boolean } {
    return { entered: this.entered, crowded: this.crowded };
  }
}
