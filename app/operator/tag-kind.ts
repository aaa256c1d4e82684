import type { TagKind } from "@/app/_components/status-tag";
import { own } from "@/lib/own";

const KINDS: Record<string, TagKind> = {
  active: "good",
  trialing: "good",
  past_due: "warning",
  unpaid: "danger",
  incomplete: "danger",
  paused: "danger",
};

export const tagKind = (status: string): TagKind => own(KINDS, status) ?? "neutral";
