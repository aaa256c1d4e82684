// Exact arithmetic for the calculator: fractions of whole numbers.
export class Fraction {
  constructor(
    readonly top: bigint,
    readonly bottom = 1n,
  ) {}

  /** "0.125" is 125/1000. */
  static of(text: string | number): Fraction {
    const [whole = "0", decimals = ""] = String(text).split(".");
    return new Fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
  }
  plus(other: Fraction): Fraction {
    return new Fraction(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }
  times(other: Fraction): Fraction {
    return new Fraction(this.top * other.top, this.bottom * other.bottom);
  }
  over(other: Fraction): Fraction {
    return new Fraction(this.top * other.bottom, this.bottom * other.top);
  }
  /** The nearest multiple of a step; from the middle, away from zero. */
  rounded(step: number): number {
    const size = this.top < 0n ? -this.top : this.top;
    const unit = this.bottom * BigInt(step);
    const rest = size % unit;
    const steps = (size - rest) / unit + (2n * rest >= unit ? 1n : 0n);
    return Number(this.top < 0n ? -steps : steps) * step;
  }
}

export const whole = (value: number): Fraction => new Fraction(BigInt(value));
