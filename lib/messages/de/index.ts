export { browser } from "./browser";
export { change } from "./change";
export { dashboard } from "./dashboard";
export { login } from "./login";
export { payment } from "./payment";
export { pricing } from "./pricing";
export { site } from "./site";
export { workspaces } from "./workspaces";
