const reach = 2;

/** Values averaged with their neighbours, by a bell that is two wide; the sum stays, but for the ends. */
export function smooth(values: readonly number[]): readonly number[] {
  return values.map((_, index) => {
    let [sum, weights] = [0, 0];
    for (let step = -reach; step <= reach; step += 1) {
      const value = values[index + step];
      if (value === undefined) continue;
      const weight = Math.exp((-step * step) / 2);
      sum += weight * value;
      weights += weight;
    }
    return sum / weights;
  });
}
