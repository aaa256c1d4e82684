import { getWords } from "@/app/_components/get-messages";
import { NothingHere, nothingHereMetadata } from "@/app/_components/nothing-here";

export const generateMetadata = async () => nothingHereMetadata(await getWords());

export default async function NotFound() {
  return <NothingHere words={await getWords()} />;
}
