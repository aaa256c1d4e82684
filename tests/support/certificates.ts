/** A certificate authority of a test's own, by openssl. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Certificates {
  /** The authority's certificate, which clients must know. */
  authority: string;
  key: string;
  certificate: string;
}

const openssl = (args: string) => execFileSync("openssl", args.split(" "), { stdio: "pipe" });

/** @param host an IP address that the server's certificate is for */
export function makeCertificates(dir: string, name: string, host: string): Certificates {
  const at = (file: string) => join(dir, `${name}-${file}`);
  const paths = { authority: at("ca.pem"), key: at("key.pem"), certificate: at("cert.pem") };
  writeFileSync(at("san"), `subjectAltName=IP:${host}\n`);
  openssl(
    `req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=${name} -keyout ${at("ca-key.pem")} -out ${paths.authority}`,
  );
  openssl(`req -newkey rsa:2048 -nodes -subj /CN=database -keyout ${paths.key} -out ${at("request.pem")}`);
  openssl(
    `x509 -req -in ${at("request.pem")} -CA ${paths.authority} -CAkey ${at("ca-key.pem")} -CAcreateserial -days 1 -extfile ${at("san")} -out ${paths.certificate}`,
  );
  return paths;
}
