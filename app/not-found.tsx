import { Document } from "./_components/document";
import { documentViewport } from "./_components/document-viewport";
import { getMessages } from "./_components/get-messages";
import { getTheme } from "./_components/get-theme";
import { NotFoundPage, notFoundMetadata } from "./_components/not-found-page";

export const generateMetadata = async () => notFoundMetadata(await getMessages());

export const generateViewport = async () => documentViewport(await getTheme());

/** For addresses outside the folders that have a layout with a document. */
export default async function NotFound() {
  const messages = await getMessages();
  return (
    <Document messages={messages} theme={await getTheme()}>
      <NotFoundPage messages={messages} />
    </Document>
  );
}
