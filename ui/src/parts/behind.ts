import { createContext } from "react";

/** Whether a page stands hidden behind the sign-in: the tab is then not named after it. */
export const Behind = createContext(false);
