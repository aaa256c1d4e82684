import { Document } from "./_components/document";
import { getWords } from "./_components/get-messages";
import { NothingHere, nothingHereMetadata } from "./_components/nothing-here";

export const generateMetadata = async () => nothingHereMetadata(await getWords());

/** For addresses that no folder with a document of its own answers. */
export default async function NotFound() {
  const words = await getWords();
  return (
    <Document words={words}>
      <NothingHere words={words} />
    </Document>
  );
}
