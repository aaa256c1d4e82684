import { expect, test } from "vitest";
import { languages } from "@/lib/languages.mjs";
import { messagesIn } from "@/lib/messages";

type Nested = { [name: string]: string | Nested };

/** What is shown, and what the same thing is called where its surroundings are not seen. */
const PAIRS = [
  ["workspaces.dashboard", "workspaces.dashboardOf"],
  ["workspaces.settings", "workspaces.settingsOf"],
  ["securityLog.title", "securityLog.linkOf"],
  ["workspaces.manage", "workspaces.manageOf"],
  ["workspaces.saveRole", "workspaces.saveRoleOf"],
  ["workspaces.makeOwner", "workspaces.makeOwnerOf"],
  ["workspaces.changeOwner", "workspaces.changeOwnerOf"],
  ["workspaces.remove", "workspaces.removeOf"],
  ["workspaces.revoke", "workspaces.revokeOf"],
  ["workspaces.revokeButton", "workspaces.revokeButtonOf"],
  ["workspaces.transferAsk", "workspaces.transferOf"],
  ["seats.change", "seats.changeOf"],
  ["seats.units.change", "seats.units.changeOf"],
  ["account.end", "account.endOf"],
  ["pricing.trial.start", "pricing.trial.startOf"],
  ["pricing.personal.manage", "pricing.personal.manageOf"],
] as const;

// WCAG 2.5.3: who speaks to the browser says what they see.
test.each(languages.flatMap((language) => PAIRS.map((pair) => [language, ...pair] as const)))(
  "%s: %s is part of %s",
  (language, shown, named) => {
    const at = (path: string) =>
      path
        .split(".")
        .reduce<string | Nested | undefined>(
          (part, name) => (typeof part === "object" ? part[name] : undefined),
          messagesIn(language).sentences as unknown as Nested,
        );
    const spoken = (path: string) => String(at(path)).toLowerCase().replaceAll("…", "");
    expect(at(shown)).toEqual(expect.any(String));
    expect(spoken(named)).toContain(spoken(shown));
  },
);
