import { traced } from '@seatrial/traced';

/** What only standard decorators decorate. */
export class Till {
  @traced
  accessor float = 5;

  @traced
  handler = (word: string): string => word + this.float;

  @traced
  #secret(word: string): string {
    return word;
  }

  @traced({ name: 'hidden' })
  static #hidden(): string {
    return 'hidden';
  }

  @traced
  get #drawer(): number {
    return 1;
  }

  open(): string {
    return this.handler(this.#secret(Till.#hidden()) + String(this.#drawer));
  }
}

export const float: number = new Till().float;
