/** What was taken and given back: at the end it is the same. */
export class Tracker {
  private allocated: number;
  private released: number;
  private readonly all: number;
  private readonly complete: () => void;

  /** @param complete called when `all` have been taken */
  constructor(all: number, complete: () => void) {
    this.allocated = 0;
    this.released = 0;
    this.all = all;
    this.complete = complete;
  }

  allocate(): void {
    if (++this.allocated === this.all) this.complete();
  }

  release(): void {
    this.released++;
  }

  get counts(): { allocated: number; released: number } {
    return { allocated: this.allocated, released: this.released };
  }
}
