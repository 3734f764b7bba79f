/** So many who come again and again: in each round each has one turn, alone, in random order. */
export class Turns {
  private readonly size: number;
  private readonly arrived: (() => void)[];
  private readonly round: (() => void)[];

  constructor(size: number) {
    this.size = size;
    this.arrived = [];
    this.round = [];
  }

  /** Wait for one's turn, which begins when all have come. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.arrived.push(resolve);
      if (this.arrived.length !== this.size) return;
      this.round.push(...this.arrived.splice(0));
      this.pass();
    });
  }

  /** End one's turn. */
  pass(): void {
    const next = Math.floor(Math.random() * this.round.length);
    this.round.splice(next, 1)[0]?.();
  }
}
