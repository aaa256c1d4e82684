export type Workspace = { id: string; name: string };

/** The workspace that the plan was chosen for, or by default the first; undefined for one that they may not buy for. */
export const meant = <One extends Workspace>(workspaces: One[], chosenFor: string | undefined): One | undefined =>
  chosenFor ? workspaces.find(({ id }) => id === chosenFor) : workspaces[0];
