"use client";

import { createContext, type ReactNode, useContext } from "react";

const FailureHeader = createContext<ReactNode>(null);

/**
 * Keeps the header of the error page, as the server rendered it: every page loads the error page's script, which so is
 * a kilobyte smaller.
 */
export function FailureHeaderProvider({ header, children }: { header: ReactNode; children: ReactNode }) {
  return <FailureHeader value={header}>{children}</FailureHeader>;
}

export const useFailureHeader = (): ReactNode => useContext(FailureHeader);
