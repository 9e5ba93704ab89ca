import { createRoot } from "react-dom/client";
import { App } from "./shell/App";
import { startAppearance } from "./shell/appearance";
import { startLanguage } from "./shell/language";
import { stylesCarryNonce } from "./shell/nonce";
import "./shell/shell.css";

stylesCarryNonce();
startAppearance();
const root = document.getElementById("root");
if (root) {
  void startLanguage().then(() => {
    createRoot(root).render(<App />);
  });
}
