import { createRoot } from "react-dom/client";
import { App } from "./shell/App";
import { startLanguage } from "./shell/language";
import "./shell/shell.css";

const root = document.getElementById("root");
if (root) {
  void startLanguage().then(() => {
    createRoot(root).render(<App />);
  });
}
