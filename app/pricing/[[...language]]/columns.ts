/**
 * In how many columns plans are shown where there is room, so that none is alone in the last row: four, else three.
 * The style sheet knows each (page.module.css).
 */
export function columnsOf(count: number): number {
  if (count <= 4) return count;
  return [4, 3].find((columns) => count % columns !== 1) ?? 4;
}
