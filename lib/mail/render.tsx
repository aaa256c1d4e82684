import { render } from "@react-email/render";
import type { Content } from "./content";
import { MailLayout } from "./layout";

export const renderHtml = (content: Content, language: string, home: string): Promise<string> =>
  render(<MailLayout content={content} language={language} home={home} />);
