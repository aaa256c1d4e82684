import { ActionForm } from "@/app/_components/action-form";
import { EntitlementsProvider } from "@/app/_components/entitlements-provider";
import { parameter, type SearchParams } from "@/app/_components/search-params";
import { getEntitlements } from "@/lib/entitlements";
import { send } from "./actions";
import { count } from "./count";
import { Shown } from "./shown";

/** A page of an adopter's own: a client component that asks, and forms whose actions do. */
export default async function AdopterPage({ searchParams }: { searchParams: SearchParams }) {
  const workspace = (await parameter(searchParams, "workspace")) ?? "";
  return (
    <main>
      <EntitlementsProvider entitlements={await getEntitlements(workspace)}>
        <Shown />
      </EntitlementsProvider>
      <ActionForm action={send} hidden={{ workspace }} button="Send" />
      <ActionForm action={count} hidden={{ workspace }} button="Count" />
    </main>
  );
}
