import { Document } from "./_components/document";
import { getMessages } from "./_components/get-messages";
import { NotFoundPage, notFoundMetadata } from "./_components/not-found-page";

export const generateMetadata = async () => notFoundMetadata(await getMessages());

/** For addresses outside the folders that have a layout with a document. */
export default async function NotFound() {
  const messages = await getMessages();
  return (
    <Document messages={messages}>
      <NotFoundPage messages={messages} />
    </Document>
  );
}
