/** The one API version that this server speaks: that of stripe-node 23.1.0. */
export const API_VERSION = "2026-10-28.endive";
