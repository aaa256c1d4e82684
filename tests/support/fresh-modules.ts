/**
 * The files of a worker run in one process, one after the other, so that what they import from packages is loaded once.
 * What is ours is loaded anew for each.
 */
import { vi } from "vitest";

vi.resetModules();
