import { createRoot } from "react-dom/client";
import { App } from "./shell/App";
import { startLanguage } from "./shell/language";
import { stylesCarryNonce } from "./shell/nonce";
import "./shell/shell.css";

stylesCarryNonce();
const root = document.getElementById("root");
if (root) {
  void startLanguage().then(() => {
    createRoot(root).render(<App />);
  });
}
