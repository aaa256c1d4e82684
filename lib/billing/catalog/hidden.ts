/**
 * The hidden prices among these that a workspace may buy, because an operator offered them to it.
 *
 * Nobody can be offered one yet.
 */
export const offeredTo = (_workspaceId: string | null, _priceIds: string[]): Promise<Set<string>> =>
  Promise.resolve(new Set());
