import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useMemo } from "react";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { Refused } from "../api/refusal";
import { nonce } from "./nonce";
import { routes } from "./routes";
import { useLanguage } from "./language";
import { theme } from "./theme";

/** A refusal is an answer and is not asked for again; a server that is away is. */
function again(failures: number, error: Error): boolean {
  return !(error instanceof Refused) && failures < 2;
}

export function App() {
  const language = useLanguage();
  const client = useMemo(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { retry: again, staleTime: 30_000, networkMode: "always" },
          mutations: { networkMode: "always" },
        },
      }),
    [],
  );
  const router = useMemo(() => createBrowserRouter(routes), []);
  return (
    <ConfigProvider
      theme={theme}
      locale={language === "zh" ? zhCN : enUS}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
    >
      <AntApp component={false}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
