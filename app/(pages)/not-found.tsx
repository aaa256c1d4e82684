import { getMessages } from "@/app/_components/get-messages";
import { NotFoundPage, notFoundMetadata } from "@/app/_components/not-found-page";

export const generateMetadata = async () => notFoundMetadata(await getMessages());

export default async function NotFound() {
  return <NotFoundPage messages={await getMessages()} />;
}
