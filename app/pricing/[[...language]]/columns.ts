const MOST = [4, 3];

/**
 * In how many columns plans are shown where there is room: so that each row is full, else so that none is alone in the
 * last one. The style sheet knows each number (page.module.css).
 */
export function columnsOf(count: number): number {
  if (count <= 4) return count;
  return MOST.find((columns) => count % columns === 0) ?? MOST.find((columns) => count % columns !== 1) ?? 4;
}
