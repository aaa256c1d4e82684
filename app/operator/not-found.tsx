import { NothingHere, nothingHereMetadata } from "@/app/_components/nothing-here";
import { getWordsHere } from "./messages-here";

export const generateMetadata = async () => nothingHereMetadata(await getWordsHere());

export default async function NotFound() {
  return <NothingHere words={await getWordsHere()} />;
}
